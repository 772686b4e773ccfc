package fleet

import "context"

// Watch returns what is known now and a mailbox for what happens from now on,
// without a gap between the two. The mailbox is there until ctx is done; it is
// closed when the fleet's Run ends. Watch waits for Run to begin; its error is
// ctx's or ErrGone.
func (f *Fleet) Watch(ctx context.Context) (Snapshot, <-chan News, error) {
	box := make(mailbox, 1)
	var s Snapshot
	err := f.call(ctx, func(o *owner) {
		s = o.snapshot()
		o.watchers[box] = true
	})
	if err != nil {
		return Snapshot{}, nil, err
	}
	context.AfterFunc(ctx, func() {
		_ = f.call(context.Background(), func(o *owner) { delete(o.watchers, box) })
	})
	return s, box, nil
}

// Snapshot returns what is known now. Its error is ctx's or ErrGone.
func (f *Fleet) Snapshot(ctx context.Context) (s Snapshot, err error) {
	err = f.call(ctx, func(o *owner) { s = o.snapshot() })
	return s, err
}

// call has the owner do something and waits until it is done.
func (f *Fleet) call(ctx context.Context, do func(*owner)) error {
	done := make(chan struct{})
	select {
	case f.calls <- func(o *owner) { do(o); close(done) }:
		<-done // the owner waits for no one
		return nil
	case <-f.gone:
		return ErrGone
	case <-ctx.Done():
		return ctx.Err()
	}
}
