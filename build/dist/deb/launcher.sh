#!/bin/sh
# Starts Vu Desktop. On Windows and macOS Electron itself refuses an archive that isn't the one it was built with; on
# Linux it has no such check, so this one stands in for it. It finds what was damaged, exchanged or half-updated. Who can
# write here as root can also write this file: against root there is no protection on the machine itself.
set -u
home=/opt/vu-desktop

complain() {
  logger -t vu-desktop -p user.err -- "$1" 2>/dev/null
  printf '%s\n' "$1" >&2
  for dialog in 'zenity --error --no-markup --text' 'kdialog --error' 'xmessage'; do
    command -v "${dialog%% *}" >/dev/null 2>&1 || continue
    # The words of the command are meant to be apart.
    # shellcheck disable=SC2086
    $dialog "$1" >/dev/null 2>&1 &
    break
  done
}

# By its whole path: the person's own could name another.
if ! (cd "$home" && /usr/bin/sha256sum --check --status resources/checksums) 2>/dev/null; then
  complain 'Vu Desktop on this computer is not as it was installed, so it was not started. Ask your IT help desk to install it again.'
  exit 70
fi
exec "$home/vu-desktop" "$@"
