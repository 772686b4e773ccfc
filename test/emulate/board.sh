# Fetches the kernel of a board and edits its device tree; for scripts/emulate,
# which says where the cache is and what to do without.

declare -A arch=([zero-w]=armel [3b]=arm64)
declare -A kernel=([zero-w]=linux-image-rpi [3b]=linux-image-arm64)
declare -A tree=([zero-w]=bcm2835-rpi-zero-w [3b]=bcm2837-rpi-3-b)

# What each kernel does not have built in, in the order of loading; what only
# the SD card needs is behind a bar.
card="crc16 crc32c_generic mbcache jbd2 ext4"
declare -A modules=(
	[zero-w]="bcm2835-rng mii usbnet cdc_ether | $card"
	[3b]="bcm2835-rng bcm2835_wdt pwm-bcm2835 usb-common usbcore roles udc-core phy-generic dwc2 mii usbnet cdc_ether | bcm2835 $card"
)

# apt_root makes an apt of its own for other architectures, with the machine's
# own Debian sources.
apt_root() {
	[ "${APT_CONFIG:-}" != "$cache/apt/apt.conf" ] || return 0
	export APT_CONFIG=$cache/apt/apt.conf
	mkdir -p "$cache"/apt/{state/lists/partial,cache/archives/partial}
	: >"$cache/apt/status"
	APT_CONFIG='' apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' | sort -u >"$cache/apt/sources.list"
	[ -s "$cache/apt/sources.list" ] || without "apt has no list of Debian's packages; apt-get update fetches it"
	cat >"$APT_CONFIG" <<-END
		Dir::State "$cache/apt/state";
		Dir::State::status "$cache/apt/status";
		Dir::Cache "$cache/apt/cache";
		Dir::Etc::sourcelist "$cache/apt/sources.list";
		Dir::Etc::sourceparts "-";
		Dir::Etc::trusted "/usr/share/keyrings/debian-archive-keyring.gpg";
		APT::Architecture "armel";
		APT::Architectures { "armel"; "arm64"; };
		APT::Sandbox::User "root";
		Acquire::Languages "none";
	END
	apt-get update -qq -o APT::Update::Error-Mode=any 2>/dev/null || without "Debian's packages for ARM cannot be listed"
}

# unpack writes the content of a package, by its name with :ARCHITECTURE, into
# a directory.
unpack() {
	mkdir -p "$2"
	(cd "$2" && apt-get download -qq "$1" 2>/dev/null) || without "$1 cannot be fetched"
	dpkg-deb --extract "$2"/*.deb "$2"
}

# edit changes a device tree as the overlay pwm-2chan would, for GPIO18 and 13,
# and frees the serial port from its Bluetooth chip.
edit() {
	local pins=/soc/gpio@7e200000 pwm=/soc/pwm@7e20c000
	fdtput -t x "$1" $pins/pwm0_gpio18 phandle 1018
	fdtput -t x "$1" $pins/pwm1_gpio13 phandle 1013
	fdtput -t x "$1" $pwm pinctrl-0 1018 1013
	fdtput -t s "$1" $pwm pinctrl-names default
	fdtput -t s "$1" $pwm status okay
	fdtput -r "$1" /soc/serial@7e201000/bluetooth
}

# edit_zero_w works around what QEMU's raspi0 lacks: the PWM's registers go into
# memory that belongs to the GPU, the ones that would end the kernel go away.
edit_zero_w() {
	fdtput -t x "$1" /soc ranges 7e000000 20000000 2000000 7d000000 1d000000 1000000
	fdtput -t x "$1" /soc/pwm@7e20c000 reg 7d20c000 28
	fdtput -t x "$1" /soc/watchdog@7e100000 reg 7e100000 114
	for i2c in 205000 804000 805000; do fdtput -t s "$1" "/soc/i2c@7e$i2c" status disabled; done
}

# prepare puts a board's kernel, device tree and the constant part of its
# initramfs into the cache.
prepare() {
	local board=$1 package dir=$cache/$1
	[ ! -e "$dir/ready" ] || return 0
	echo "emulate: fetching Debian's kernel for $board, once" >&2
	rm -rf "$dir"
	mkdir -p "$dir/initrd"/{bin,card,dev,etc,modules,proc,run,sys,tmp,var/lib/lampd}
	apt_root
	package=$(apt-cache depends "${kernel[$board]}:${arch[$board]}" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[^:]*\).*/\1/p') || true
	[ -n "$package" ] || without "${kernel[$board]} is not among Debian's packages"
	unpack "$package:${arch[$board]}" "$dir/kernel.deb"
	unpack busybox-static:armel "$dir/busybox.deb"
	cp "$dir"/kernel.deb/boot/vmlinuz-* "$dir/kernel"
	cp "$dir"/busybox.deb/bin/busybox "$dir/initrd/bin"
	find "$dir/kernel.deb" -name "${tree[$board]}.dtb" -exec cp {} "$dir/board.dtb" \;
	edit "$dir/board.dtb"
	[ "$board" != zero-w ] || edit_zero_w "$dir/board.dtb"
	local list=order
	for module in ${modules[$board]}; do
		if [ "$module" = '|' ]; then list=card; continue; fi
		find "$dir/kernel.deb" -name "$module.ko" -exec cp {} "$dir/initrd/modules" \;
		echo "$module" >>"$dir/initrd/modules/$list"
	done
	(cd "$dir/initrd" && find . | cpio --quiet -o -H newc) >"$dir/initrd.cpio"
	rm -r "$dir"/{kernel.deb,busybox.deb,initrd}
	touch "$dir/ready"
}
