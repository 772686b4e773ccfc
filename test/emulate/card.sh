# Makes the SD card of a board with a whole Debian; for scripts/emulate --systemd,
# behind board.sh.

# prepare_card puts the root of a Debian with systemd into the cache: unpacked,
# never configured, so nothing of it had to run.
prepare_card() {
	local dir=$cache/$1
	[ ! -e "$dir/card-ready" ] || return 0
	echo "emulate: fetching a Debian with systemd for $1, once" >&2
	rm -rf "$dir/card"
	mmdebstrap --quiet --variant=extract --architectures="${arch[$1]}" --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
		--include=systemd,systemd-sysv,udev,dash,coreutils,grep,procps \
		"$(. /etc/os-release && echo "$VERSION_CODENAME")" "$dir/card" "$(cat "$cache/apt/sources.list")" >/dev/null 2>&1 ||
		without "a Debian for ${arch[$1]} cannot be fetched"
	touch "$dir/card-ready"
}

# make_card writes the card of a board: Debian, what packaging/lampd.yaml puts
# there, two lamps, the network, and a console for the test.
make_card() {
	local root=$work/root etc=$work/root/etc units=$work/root/usr/lib/systemd/system
	cp -a "$cache/$1/card" "$root"
	mkdir -p "$root"/{dev,proc,root,run,sys,tmp,var/lib} "$root"/usr/lib/{sysusers.d,udev/rules.d} \
		"$etc"/{lampd,systemd/network,systemd/system/multi-user.target.wants}
	echo 'root:x:0:0::/root:/bin/sh' >"$etc/passwd"
	echo 'root:x:0:' >"$etc/group"
	: >"$etc/machine-id"
	echo "$1" >"$etc/hostname"
	printf '[Match]\nName=usb0\n[Network]\nAddress=10.0.2.15/24\n' >"$etc/systemd/network/usb0.network"
	cp "$work/add/bin/lampd" "$root/usr/bin"
	cp systemd/*.service test/emulate/console.service "$units"
	cp systemd/lampd.sysusers "$root/usr/lib/sysusers.d/lampd.conf"
	cp systemd/lampd.rules "$root/usr/lib/udev/rules.d/60-lampd.rules"
	cp test/emulate/console "$root/usr/bin"
	# Here the board is busy, and its time may go slower than the broker's.
	sed 's/^keepalive = .*/keepalive = "60s"/' test/emulate/white.toml >"$etc/lampd/config.toml"
	sed 's/^keepalive = .*/keepalive = "60s"/' test/emulate/relay.toml >"$etc/lampd/relay.toml"
	for unit in lampd.service console.service systemd-networkd.service; do
		ln -s "/usr/lib/systemd/system/$unit" "$etc/systemd/system/multi-user.target.wants/$unit"
	done
	ln -s /usr/lib/systemd/system/lampd@.service "$etc/systemd/system/multi-user.target.wants/lampd@relay.service"
	truncate -s 256M "$work/$1/card"
	mkfs.ext4 -q -F -d "$root" "$work/$1/card"
	rm -rf "$root"
}
