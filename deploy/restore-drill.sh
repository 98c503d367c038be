#!/usr/bin/env bash
# Try out whether a whole copy of the cluster can be restored: verify it, start a scratch cluster of
# it, bring it to the newest moment archived, and ask whether everything in it holds. Nothing of the
# running system is touched, and nothing is left.
#
#   sudo deploy/restore-drill.sh COPY [--wal DIR] [--data DIR] [--notes DIR]
#        [--database yishen] [--role postgres] [--scratch DIR]
#
#   COPY       a folder made by basebackup.sh
#   --wal      the archive of changes: restored up to its end, not only to the copy
#   --data     files and keys (YISHEN_DATA, or a restored backup of them)
#   --notes    what the witness keeps: finds what nobody inside the database can see
#   --role     the superuser of the cluster (as a rule the account that owns COPY)
#   --scratch  where there is room for a second copy (TMPDIR, else /tmp)
#
# Exit 0 passed; 1 the copy is damaged, does not start, or something in it does not hold; 2 wrong
# call; 3 the drill could not be held.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
unset "${!PG@}"    # what names the living cluster to psql must not lead there

copy='' wal='' data=${YISHEN_DATA:-/var/lib/yishen} notes='' database=yishen role='' room=${TMPDIR:-/tmp}
say() { printf '%s\n' "$*"; }
die() { printf '错误 / error: %s\n' "$2" >&2; exit "$1"; }
fail() { printf '演练未通过 / FAILED: %s\n' "$1" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --wal) wal=$(realpath "${2:?}"); shift 2 ;;
    --data) data=$(realpath "${2:?}"); shift 2 ;;
    --notes) notes=$(realpath "${2:?}"); shift 2 ;;
    --database) database=${2:?}; shift 2 ;;
    --role) role=${2:?}; shift 2 ;;
    --scratch) room=${2:?}; shift 2 ;;
    -h | --help) sed -n '2,20s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) die 2 "不认识的参数 / unknown argument: $1" ;;
    *) copy=$(realpath "$1"); shift ;;
  esac
done
[ -f "$copy/PG_VERSION" ] ||
  die 2 "请给出 basebackup.sh 所做的备份 / name a copy made by basebackup.sh"
[ -d "$data" ] || die 2 "没有 $data（--data）/ is not there"
bin=/usr/lib/postgresql/$(cat "$copy/PG_VERSION")/bin
[ -x "$bin/pg_verifybackup" ] || die 3 "没有 $bin：请装同一版本的 PostgreSQL / the same version is needed"
python=${YISHEN_PYTHON:-$here/.venv/bin/python}
[ -x "$python" ] || die 3 "没有 $python，请先 ./run prepare / is missing: ./run prepare"

owner=$(stat -c %U "$copy") user=$(stat -c %U "$data")
role=${role:-$owner}
as() { local who=$1; shift; if [ "$(id -un)" = "$who" ]; then "$@"; else runuser -u "$who" -- "$@"; fi; }

say "1/4 校验备份 / verifying the copy: $copy"
as "$owner" "$bin/pg_verifybackup" --quiet "$copy" ||
  fail "备份与清单不符，已经损坏 / the copy is not what its list says"

say "2/4 恢复到临时集群 / restoring into a scratch cluster"
scratch=$(mktemp -d "$room/yishen-drill-XXXXXX") || die 3 "不能写入 / cannot write: $room"
chmod 711 "$scratch"
chown "$owner" "$scratch" 2>/dev/null || true
end() {
  as "$owner" "$bin/pg_ctl" -D "$scratch/cluster" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap end EXIT
as "$owner" cp -a "$copy" "$scratch/cluster" || die 3 "放不下第二份 / no room for a second copy"
as "$owner" chmod 700 "$scratch/cluster"
as "$owner" mkdir -m 711 "$scratch/socket"
# Settings of its own: it listens to nobody outside, and archives nothing into the living archive.
as "$owner" tee "$scratch/cluster/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$scratch/socket'
port = 5432
hba_file = '$scratch/cluster/pg_hba.conf'
ident_file = '$scratch/cluster/pg_ident.conf'
archive_mode = off
hot_standby = off
fsync = off
full_page_writes = off
log_min_messages = warning
restore_command = '${wal:+cp "$wal/%f" "%p" 2>/dev/null}'
CONF
printf 'local all all peer map=drill\n' | as "$owner" tee "$scratch/cluster/pg_hba.conf" >/dev/null
printf 'drill %s %s\ndrill %s %s\n' "$owner" "$role" "$user" "$role" |
  as "$owner" tee "$scratch/cluster/pg_ident.conf" >/dev/null
as "$owner" truncate -s 0 "$scratch/cluster/postgresql.auto.conf"
as "$owner" rm -f "$scratch/cluster/standby.signal"
# How far it reaches: to the last change archived, or to the moment the copy was begun.
until=$(date -u -d "$(sed -n 's/^START TIME: //p' "$copy/backup_label")" +%FT%TZ)
if [ -n "$wal" ]; then
  as "$owner" touch "$scratch/cluster/recovery.signal"
  last=$(find "$wal" -maxdepth 1 -type f -regextype posix-extended -regex '.*/[0-9A-F]{24}' -printf '%T@\n' |
    sort -n | tail -n 1)
  [ -z "$last" ] || until=$(date -u -d "@${last%.*}" +%FT%TZ)
fi
down() {
  tail -n 15 "$scratch/cluster/drill.log" >&2
  fail "恢复的集群不能启动 / the restored cluster does not start"
}
control() { as "$owner" "$bin/pg_ctl" -D "$scratch/cluster" "$@" >/dev/null; }
control -w -t 3600 -l "$scratch/cluster/drill.log" start || down
# It lets nobody in before it has taken in the whole archive.
until "$bin/pg_isready" -q -h "$scratch/socket" -p 5432; do
  control status || down
  sleep 0.5
done

say "3/4 逐页检查表和索引 / checking tables and indexes"
# Its messages are in the language of the account.
as "$owner" "$bin/pg_amcheck" -h "$scratch/socket" -p 5432 -U "$role" -d "$database" --install-missing \
  --heapallindexed >"$scratch/amcheck" 2>&1 ||
  { tail -n 15 "$scratch/amcheck" >&2; fail "表或索引已经损坏 / a table or an index is damaged"; }

say "4/4 表结构、台账、不变式 / schema, trails, invariants（$until）"
as "$user" env YISHEN_DATA="$data" YISHEN_DATABASE_URL="postgresql+psycopg://$role@/$database?host=$scratch/socket" \
  PYTHONPATH="$here" "$python" -m deploy.drill --until "$until" ${notes:+--notes "$notes"} ||
  fail "恢复的内容不能成立，见上文 / what was restored does not hold, see above"
say "演练通过 / passed: $copy"
