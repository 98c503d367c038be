#!/usr/bin/env bash
# One whole copy of the PostgreSQL cluster, verified before it gets its name. Run as postgres.
#
#   deploy/basebackup.sh DIR [--keep 5]
#
# writes DIR/base/<day>-<time>. --keep removes older copies beyond so many, and what of DIR/wal only
# they needed. PGHOST and PGPORT name the cluster as for psql.
# Exit 0 done; 1 the copy is not whole; 2 wrong call; 3 it could not be made. Nothing is left of one
# that failed.
set -euo pipefail

dir='' keep=0
die() { printf '错误 / error: %s\n' "$2" >&2; exit "$1"; }
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=${2:?}; shift 2 ;;
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) die 2 "不认识的参数 / unknown argument: $1" ;;
    *) dir=$1; shift ;;
  esac
done
[ -n "$dir" ] || die 2 "请给出目录 / name a folder: basebackup.sh DIR"
case $keep in '' | *[!0-9]*) die 2 "--keep 应当是整数 / --keep takes a number" ;; esac
bin=$(find /usr/lib/postgresql -path '*/bin/pg_basebackup' 2>/dev/null | sort -V | tail -n 1) || true
bin=${bin%/*}
[ -n "$bin" ] || die 3 "没有 PostgreSQL / PostgreSQL is missing"
mkdir -p "$dir/base" || die 3 "不能写入 / cannot write: $dir"

umask 077
free_name() {    # a copy made in the same second has this name already
  until to=$dir/base/$(date +%F-%H%M%S); [ ! -e "$to" ]; do sleep 0.2; done
}
free_name
part=$to.part
trap 'rm -rf "$part"' EXIT
"$bin/pg_basebackup" --pgdata="$part" --wal-method=stream --checkpoint=fast --no-password \
  --manifest-checksums=SHA256 --label="yishen ${to##*/}" ||
  die 3 "没有备份成，见上文 / the copy could not be made, see above"
"$bin/pg_verifybackup" --quiet "$part" || die 1 "刚做的备份已经损坏 / the copy just made is damaged"
mv -T "$part" "$to"
sync "$dir/base"
trap - EXIT
printf '已备份 / copied: %s（%s）\n' "$to" "$(du -sh "$to" | cut -f 1)"
printf '清单摘要，请另行记下 / digest of its list, to be noted elsewhere: %s\n' \
  "$(sha256sum <"$to/backup_manifest" | cut -d ' ' -f 1)"

[ "$keep" -gt 0 ] || exit 0
mapfile -t all < <(find "$dir/base" -mindepth 1 -maxdepth 1 -type d ! -name '*.part' | sort -r)
for old in "${all[@]:$keep}"; do
  rm -rf "$old"
  printf '已删除旧备份 / removed: %s\n' "$old"
done
first=$(printf '%s\n' "${all[@]:0:$keep}" | tail -n 1)
needed=$(sed -n 's/^START WAL LOCATION.*(file \([0-9A-F]*\)).*/\1/p' "$first/backup_label")
if [ -n "$needed" ] && [ -d "$dir/wal" ]; then "$bin/pg_archivecleanup" "$dir/wal" "$needed"; fi
