package postgres

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestInstallDebianPackage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		settings string // of postgresql-common; "" = none yet
		exit     string
		major    int
		calls    string
	}{
		"fresh":     {exit: "0", calls: "update -q\ninstall -q -y --no-install-recommends postgresql\n"},
		"settings":  {settings: "create_main_cluster = true\n", exit: "0", major: 16, calls: "update -q\ninstall -q -y --no-install-recommends postgresql-16\n"},
		"no mirror": {settings: "start_conf = 'auto'\n", exit: "100", calls: "update -q\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := nowhere(t)
			dir := filepath.Dir(f.cache)
			f.clusters = filepath.Join(dir, "etc", "createcluster.conf")
			if test.settings != "" {
				if err := os.MkdirAll(filepath.Dir(f.clusters), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(f.clusters, []byte(test.settings), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			f.installed = []string{filepath.Join(dir, "lib", "*", "bin")}
			f.apt = filepath.Join(dir, "apt-get")
			script := `#!/bin/sh
cd '` + dir + `'
echo "$@" >>calls
echo "$DEBIAN_FRONTEND $UCF_FORCE_CONFFOLD $(tail -n 1 etc/createcluster.conf)" >seen
case $1 in install)
	mkdir -p lib/16/bin
	printf '#!/bin/sh\necho "postgres (PostgreSQL) 16.3"\n' | tee lib/16/bin/postgres >lib/16/bin/initdb
	chmod +x lib/16/bin/*
esac
exit ` + test.exit + "\n"
			writeProgram(t, f.apt, script)
			b, err := f.find(t.Context(), thisAccount(t), test.major, t.Logf)
			if test.exit == "0" && (err != nil || b.version != "16.3") {
				t.Errorf("find = %v, %v; want 16.3", b, err)
			}
			if test.exit != "0" && (err == nil || !strings.Contains(err.Error(), "exit status 100")) {
				t.Errorf("find = %v, %v; want apt-get's failure", b, err)
			}
			for file, want := range map[string]string{
				"calls": test.calls,
				"seen":  "noninteractive 1 create_main_cluster = false\n",
			} {
				if text, err := os.ReadFile(filepath.Join(dir, file)); string(text) != want {
					t.Errorf("%s: %q, %v; want %q", file, text, err, want)
				}
			}
			text, err := os.ReadFile(f.clusters)
			if string(text) != test.settings || os.IsNotExist(err) != (test.settings == "") {
				t.Errorf("afterwards the settings are %q, %v; want %q as before", text, err, test.settings)
			}
		})
	}
}
