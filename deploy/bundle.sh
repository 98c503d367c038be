# One archive for an intranet without network. `run` reads this file: `./run bundle` makes the
# archive, and where it was unpacked a plain `./run` installs from its folder bundle/.

debian_packages() { printf '%s\n' python3-venv "${libraries[@]}"; }

# Compiled wheels serve one version of Python on one kind of machine.
python_kind() {
  "$py" -c 'import sys, sysconfig
print(sys.implementation.name, "%d.%d" % sys.version_info[:2], sysconfig.get_platform())'
}
made_for() { sed -n "$1p" bundle/made-for.txt; }

# 1. Where it was unpacked ----------------------------------------------------------------------
# What the tests need is not in the archive: they are prepared from the network as ever.
bundled() { [ "$1" != test ] && [ -d bundle ]; }

bundle_fits() {
  local kind
  kind=$(python_kind)
  [ "$kind" = "$(made_for 1)" ] ||
    die "安装包适用于 $(made_for 1)，本机是 ${kind}：请用 PYTHON=… 指定同一版本的 Python；" \
      "否则请在同类机器上另做 / the archive is for $(made_for 1), this is $kind:" \
      "name a Python of that version by PYTHON=…, or make the archive on a machine like this one"
  grep -E "  (bundle|letters/fonts/built|$vendor)/" bundle/SHA256SUMS | sha256sum --quiet -c >&2 &&
    vendor_ready && fonts_ready ||
    die "安装包缺文件或者有损坏，请重新解开 / files are missing or damaged: unpack the archive anew"
}

bundle_trouble() {
  echo "安装包未装成，请看上文：系统库应有 bundle/debian-packages.txt 所列各项，glibc 应不低于 $(made_for 2)" \
    "/ could not install from the archive, see above: the libraries of bundle/debian-packages.txt" \
    "are needed, and a glibc not older than $(made_for 2)"
}

# 2. Where there is network ---------------------------------------------------------------------
make_bundle() {
  [ -e .git ] && command -v git >/dev/null || die "做安装包要有 git 和版本库；已经解开的，请直接转交原压缩包" \
    "/ this needs git and a clone; where an archive was unpacked, pass on the archive itself"
  unset YISHEN_FONTS    # an agency's own fonts may not be handed on; the built ones may
  prepare run
  local commit name
  commit=$(git rev-parse --short=10 HEAD)
  name=yishen-$commit
  archive=${1:-.}
  case $archive in /*) ;; *) archive=$from/$archive ;; esac
  if [ -d "$archive" ]; then
    archive=$(realpath "$archive")/yishen-bundle-$commit-$(python_kind | tr ' ' -).tar.gz
  fi
  : >"$archive.part" || die "不能写入 / cannot write: $archive"
  tmp=$(mktemp -d)
  trap 'rm -rf "$tmp" "$archive.part"' EXIT
  fill_bundle "$tmp/$name"
  pack_bundle "$name"
  say "安装包已做成 / made: $archive ($(du -h "$archive" | cut -f 1))"
  say "SHA-256: $(sha256sum <"$archive" | cut -d ' ' -f 1)"
}

fill_bundle() {
  local stage=$1 changed
  say "源代码、字体、浏览器文件 / source, fonts, browser files"
  mkdir "$stage"
  git archive HEAD | tar -x -C "$stage"
  mkdir -p "$stage/letters/fonts/built" "$stage/$vendor" "$stage/$wheels"
  cp letters/fonts/built/GW-*.ttf letters/fonts/built/*.copyright "$stage/letters/fonts/built/"
  cp -r $vendor/. "$stage/$vendor/"
  changed=$(git status --porcelain --untracked-files=no | wc -l)
  [ "$changed" = 0 ] || say "$changed 个文件的改动尚未提交，不在包内 / changes not committed are left out"
  (cd "$stage" && fonts_ready && vendor_ready) ||
    die "字体或浏览器文件与所提交的版本不符，请先提交 / fonts or browser files are not the commit's"
  say "Python 依赖 / Python packages: $(grep -c '==' "$stage/requirements.txt")"
  "$bin/python" -m pip wheel -q --disable-pip-version-check --no-deps \
    -r "$stage/requirements.txt" -w "$stage/$wheels" 2>"$tmp/pip.log" ||
    { tail -n 20 "$tmp/pip.log" >&2; die "Python 依赖未取得；请检查网络、pip 源 / could not get the wheels"; }
  debian_packages >"$stage/bundle/debian-packages.txt"
  { python_kind; getconf GNU_LIBC_VERSION | cut -d ' ' -f 2; } >"$stage/bundle/made-for.txt"
  (cd "$stage" && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum) \
    >"$tmp/sums"
  mv "$tmp/sums" "$stage/bundle/SHA256SUMS"
}

# Nothing of the day, the account or its umask goes in: the same files give the same archive.
pack_bundle() {
  say "打包 / packing"
  tar --create --directory "$tmp" --sort=name --mtime="@$(git log -1 --format=%ct)" \
    --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r,go-w,a+X "$1" | gzip -n >"$archive.part"
  mv "$archive.part" "$archive"
}
