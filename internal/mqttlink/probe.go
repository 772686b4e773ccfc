package mqttlink

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Probe meets one of the servers once as Run would: it connects, subscribes,
// publishes 1, sees its own echo within 10 s, and leaves with 0. The error
// says in sentences what is denied.
func (l *Link) Probe(ctx context.Context, server string) error {
	a, err := parseAddress(server)
	if err != nil {
		return err
	}
	v := visit{keeper: &keeper{Link: l}, inbox: newMailbox()}
	if v.Session, err = l.connect(ctx, a, v.handle); err != nil {
		return explain(a, err)
	}
	defer v.leave()
	if err := v.greet(ctx); err != nil {
		return explain(a, err)
	}
	denied, err := v.echo(ctx)
	if err != nil {
		return explain(a, err)
	}
	var errs []error
	for _, p := range v.problems(v.refused, denied) {
		errs = append(errs, fmt.Errorf("%v: %s", a, p))
	}
	return errors.Join(errs...)
}

// echo waits for the echo of the first 1 and tells whether it is denied.
func (v *visit) echo(ctx context.Context) (denied bool, err error) {
	if v.guard == nil {
		return false, nil
	}
	timer := time.NewTimer(echoWithin)
	defer timer.Stop()
	for !v.guard.echoed {
		select {
		case s := <-v.inbox:
			v.guard.seen(s)
		case <-timer.C:
			return true, nil
		case <-v.conn.gone:
			return false, v.conn.cause
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	return false, nil
}
