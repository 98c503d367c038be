#!/usr/bin/env bash
# The command line of an installation, under the account and with the settings of one purpose:
#
#   sudo deploy/yishen.sh app    agency list        the application: everything but the two below
#   sudo deploy/yishen.sh owner  init --app-role …  the owner of the database: set up and upgrade
#   sudo deploy/yishen.sh notary notary --origin …  whoever signs the logs
#
# The settings lie in /etc/yishen (YISHEN_SETTINGS names another folder).
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
die() { printf '错误 / error: %s\n' "$2" >&2; exit "$1"; }

case ${1:-} in
  app) account=yishen settings=yishen.env ;;
  owner) account=yishen-owner settings=owner.env ;;
  notary) account=yishen-notary settings=notary.env ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
shift
settings=${YISHEN_SETTINGS:-/etc/yishen}/$settings
[ -r "$settings" ] || die 3 "读不到 $settings（要用 sudo）/ cannot be read (sudo is needed)"
id "$account" >/dev/null 2>&1 || die 3 "没有账号 $account：systemd-sysusers / no such account"
# Values are taken as they stand: no quotes, no shell.
mapfile -t told < <(grep -E '^[A-Z_]+=' "$settings")
cd /
exec runuser -u "$account" -- env "${told[@]}" "$here/.venv/bin/yishen" "$@"
