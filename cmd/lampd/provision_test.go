package main

import (
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"

	"lampd/internal/brokertest"
)

// TestAProvisionedLampMeetsTheExampleBroker runs scripts/provision, mosquitto as
// examples/mosquitto configures it, and lampd check.
func TestAProvisionedLampMeetsTheExampleBroker(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, args := range [][]string{{"-server", "127.0.0.1"}, {"desk", "shelf"}} {
		if said, err := exec.Command("../../scripts/provision", append([]string{"-dir", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("provision: %v\n%s", err, said)
		}
	}
	addr := brokertest.FreeAddr(t)
	_, port, _ := net.SplitHostPort(addr)
	brokertest.Start(t, brokertest.Options{Config: strings.NewReplacer(
		"listener 8883", "listener "+port+" 127.0.0.1",
		"/etc/mosquitto/ca_certificates/lampd-ca.crt", dir+"/ca.crt",
		"/etc/mosquitto/certs", dir,
		"/etc/mosquitto/lampd.acl", aclFile(t),
	).Replace(example(t, "mosquitto.conf"))})
	for name, want := range map[string]string{"desk": "", "shelf": "denied by the broker's access list"} {
		status, said := checkBroker(t, fmt.Sprintf("servers = [\"mqtts://%s\"]", addr), fmt.Sprintf("ca_file = %q", dir+"/ca.crt"),
			fmt.Sprintf("cert_file = %q", dir+"/"+name+".crt"), fmt.Sprintf("key_file = %q", dir+"/"+name+".key"))
		if (status == 0) != (want == "") || !strings.Contains(said, want) {
			t.Errorf("desk with %s's certificate: status %d\n%s", name, status, said)
		}
	}
}
