#!/usr/bin/env bash
# Prepare a PostgreSQL cluster of Debian's for 依申: checksums, settings, who is let in, roles,
# database. It may be run again at any time; the cluster is restarted only if a setting needs it.
#
#   sudo deploy/postgresql.sh [--version 15] [--cluster main] [--wal DIR]
#
# Exit 0 done; 2 wrong call; 3 something is missing or failed, nothing further was changed.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)

version='' cluster=main wal=/var/backups/yishen-postgresql/wal
say() { printf '%s\n' "$*"; }
die() { printf '错误 / error: %s\n' "$*" >&2; exit 3; }
while [ $# -gt 0 ]; do
  case $1 in
    --version) version=${2:?}; shift 2 ;;
    --cluster) cluster=${2:?}; shift 2 ;;
    --wal) wal=${2:?}; shift 2 ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) printf '不认识的参数 / unknown argument: %s\n' "$1" >&2; exit 2 ;;
  esac
done
command -v pg_lsclusters >/dev/null ||
  die "没有 PostgreSQL，请先安装 / PostgreSQL is missing:  apt-get install postgresql"
[ -n "$version" ] || version=$(pg_lsclusters -h | awk -v c="$cluster" '$2 == c {v = $1} END {print v}')
line=$(pg_lsclusters -h | awk -v v="$version" -v c="$cluster" '$1 == v && $2 == c') || true
[ -n "$line" ] || die "没有名为 $version/$cluster 的集群 / no cluster of that name (pg_lsclusters)"
read -r _ _ port _ owner data _ <<<"$line"
conf=${PG_CLUSTER_CONF_ROOT:-/etc/postgresql}/$version/$cluster
bin=/usr/lib/postgresql/$version/bin

# Whatever touches the cluster runs as its owner.
as_owner() {
  if [ "$(id -un)" = "$owner" ]; then "$@"; else runuser -u "$owner" -- "$@"; fi
}
running() { pg_ctlcluster "$version" "$cluster" status >/dev/null 2>&1; }
sockets() { sed -n "s/^ *unix_socket_directories *= *'\([^',]*\).*/\1/p" "$conf/postgresql.conf"; }
sql() {
  as_owner "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$(sockets)" -p "$port" -d postgres "$@"
}

checksums() {
  as_owner "$bin/pg_controldata" "$data" | grep -q 'page checksum version: *0$' || return 0
  say "打开数据校验和（集群越大越久）/ enabling data checksums (the larger the cluster the longer)"
  if running; then pg_ctlcluster "$version" "$cluster" stop; fi
  as_owner "$bin/pg_checksums" --enable -D "$data" >/dev/null
}

settings() {
  as_owner test -w "$wal" ||
    die "$owner 不能写入 $wal：systemd-tmpfiles --create deploy/systemd/tmpfiles.conf / not writable"
  as_owner mkdir -p "$conf/conf.d"
  sed "s#@WAL@#$wal#g" "$here/postgresql/yishen.conf" | as_owner tee "$conf/conf.d/yishen.conf" >/dev/null
  grep -q "^include_dir = 'conf.d'" "$conf/postgresql.conf" ||
    die "$conf/postgresql.conf 中没有 include_dir = 'conf.d' / has no include_dir = 'conf.d'"
}

# Our lines come first, between two marks; what was there before stays behind them.
let_in() {
  local file=$conf/$1 old
  old=$(as_owner sed '/^# >>> yishen$/,/^# <<< yishen$/d' "$file")
  { echo '# >>> yishen'; sed "s/^\(local .*\) postgres /\1 $owner /" "$here/postgresql/$1"
    echo '# <<< yishen'; printf '%s\n' "$old"; } |
    as_owner tee "$file.part" >/dev/null
  as_owner chmod --reference="$file" "$file.part"
  as_owner mv "$file.part" "$file"
}
# Lines of the place itself, such as those for other machines, are kept where they stand.
keep_own() { ! grep -q '^# >>> yishen$' "$conf/$1"; }

checksums
settings
for file in pg_hba.conf pg_ident.conf; do
  if keep_own "$file"; then let_in "$file"; else say "$conf/$file：已有本系统的行，未改动 / left as it is"; fi
done
if running; then pg_ctlcluster "$version" "$cluster" reload; else pg_ctlcluster "$version" "$cluster" start; fi
sleep 1    # a reload is only asked for
pending=$(sql -At -c 'SELECT count(*) FROM pg_settings WHERE pending_restart') ||
  die "连不上集群，见上文和它的日志 / cannot reach the cluster, see above and its log"
if [ "$pending" != 0 ]; then
  say "有的设置要重新启动才生效 / some settings need a restart"
  pg_ctlcluster "$version" "$cluster" restart
fi
wrong=$(sql -At -c "SELECT file_name || ' ' || line_number || ': ' || error FROM pg_hba_file_rules
  CROSS JOIN (SELECT current_setting('hba_file') AS file_name) f WHERE error IS NOT NULL
  UNION ALL SELECT sourcefile || ' ' || sourceline || ': ' || error FROM pg_file_settings
  WHERE error IS NOT NULL") || die "PostgreSQL 没有启动，见日志 / did not start, see its log"
[ -z "$wrong" ] || die "配置有误 / the settings are wrong: $wrong"
sql -f - <"$here/postgresql/roles.sql" >/dev/null
[ "$(sql -At -c 'SHOW data_checksums')" = on ] || die "数据校验和没有打开 / data checksums are off"
say "PostgreSQL $version/$cluster（端口 $port）已就绪：数据库 yishen，角色 yishen_owner、yishen_app、yishen_notary；归档到 $wal"
say "ready: database yishen and its three roles; the archive of changes is $wal"
