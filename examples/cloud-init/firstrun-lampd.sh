# For images without cloud-init, Raspberry Pi OS up to 12: this line goes into the
# firstrun.sh that Raspberry Pi Imager has written on the boot partition, before
# its line "rm -f /boot/firmware/firstrun.sh". The board restarts after it.
sh /boot/firmware/lampd-setup
