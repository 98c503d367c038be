#!/usr/bin/env bash
# Try out the newest backup of `yishen-backup`: restored, verified, taken away again; the outcome
# stands in the security log, where `yishen doctor` looks for it. Run by yishen-drill.timer.
#
#   sudo deploy/monthly-drill.sh [BACKUPS] [KEYS]
#
# Exit 0 passed; 1 something in it does not hold; 2 wrong call; 3 there is no backup.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
case ${1:-} in -*) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac

backups=${1:-/var/backups/yishen} keys=${2:-/var/backups/yishen-keys}
newest=$(find "$backups" -mindepth 2 -maxdepth 2 -name SHA256SUMS -printf '%h\n' 2>/dev/null | sort | tail -n 1)
if [ -z "$newest" ]; then
  printf '错误 / error: %s 中没有备份 / holds no backup\n' "$backups" >&2
  exit 3
fi
url=()
case ${YISHEN_DATABASE_URL:-} in    # the scratch database lies beside the real one, always empty
  postgresql*) url=(--database-url "${YISHEN_DATABASE_URL/\/yishen\?//yishen_drill?}") ;;
esac
printf '演练 / trying out: %s\n' "$newest"
exec "${YISHEN_PROGRAM:-$here/.venv/bin/yishen}" restore --check "$newest" \
  --keys "$keys/${newest##*/}" "${url[@]}"
