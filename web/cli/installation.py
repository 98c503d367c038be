"""Setting up an installation (安装): folder and schema, agencies, officers, settings."""

import os
import sys
from collections.abc import Iterator
from datetime import date
from getpass import getpass
from typing import TYPE_CHECKING, Any

import click

from web.cli.house import config, house, now, today
from web.cli.speech import DAY, Commands, OneOf, complain
from workflow.terms import ADMINISTRATORS, AgencyKind, Role

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

#: What letters and the archive need of an agency before they can leave.
_NEEDED = ("contact", "address", "reconsideration_bodies", "court", "retention_approval")


@click.command(help="准备数据目录、密钥和数据库表结构。")
@click.option("--app-role", "role", default="", metavar="角色",
              help="PostgreSQL：把应用所需的权限授予这个已有的角色，对只增的表只授予查询和插入")
@click.option("--notary-role", "notary", default="", metavar="角色",
              help="PostgreSQL：签发程序用的已有角色，只读两份日志，只能插入检查点")
def init(role: str, notary: str) -> None:
    """Make folder, keys and schema, and say where they are."""
    from sqlalchemy import make_url  # a command of its own need not be quick to load

    import migrations
    from workflow.evidence.scanner import ClamAV
    from workflow.record import roles

    place = config()
    before = place.data.exists()
    opened = house()
    place.secret  # noqa: B018  # makes the key that signs cookies, where it is lacking
    shown = make_url(place.database_url).render_as_string(hide_password=True)
    click.echo(f"数据目录：{place.data}（{'已有' if before else '新建'}）")
    click.echo(f"密钥：{place.data / 'keys'}（请与数据库分开备份，丢失后个人信息无法读出）")
    click.echo(f"数据库：{shown}，表结构版本 {migrations.current(opened.engine)}")
    if role:
        _authorise(opened.engine, roles.grants(role), "--app-role")
        click.echo(f"已授权{role}：台账、日志、检查点只能查询和插入；运行服务时请用这个角色的连接地址")
    if notary:
        _authorise(opened.engine, roles.grants_of_notary(notary), "--notary-role")
        click.echo(f"已授权{notary}：只能查询两份日志、插入检查点；供 yishen notary 使用")
    click.echo(f"病毒扫描：{ClamAV(place.clamav).told()}")
    click.echo("下一步：yishen agency add 代码 --name 机关全称 --kind 机关类型")


def _authorise(engine: "Engine", statements: Iterator[str], option: str) -> None:
    from sqlalchemy import text

    from workflow.record.database import writing

    if engine.dialect.name != "postgresql":
        raise complain(f"{option} 只用于 PostgreSQL；SQLite 由触发器保护")
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


@click.group(cls=Commands, help="机关：设立、设置。")
def agency() -> None:
    """Commands about agencies."""


@agency.command("add", help="设立机关，可以同时开设首任系统管理员和安全管理员的账号。")
@click.argument("code", metavar="代码")
@click.option("--name", required=True, help="机关全称")
@click.option("--kind", required=True, type=OneOf(AgencyKind),
              help="机关类型，如 city_department 或者 设区的市级政府部门")
@click.option("--short-name", "--short", "short", default="",
              help="机关代字，用于文号，如：滨自然资；不填的用全称")
@click.option("--parent", default="", help="上级机关的代码")
@click.option("--contact", default="", help="联系人和电话，印在文书落款处")
@click.option("--system-admin", "system", default="", metavar="账号",
              help="首任系统管理员的账号；与 --security-admin 一并使用，初始口令只显示一次")
@click.option("--security-admin", "security", default="", metavar="账号",
              help="首任安全管理员的账号")
def add_agency(
    code: str, name: str, kind: AgencyKind, short: str, parent: str, contact: str, system: str,
    security: str,
) -> None:
    """Add an agency, and say what its letters still need."""
    from workflow import office  # loads the database library
    from workflow.record.database import writing

    if bool(system) != bool(security):
        raise complain("--system-admin 和 --security-admin 应当一并使用：一个开账号，一个授岗位")
    given: dict[str, Any] = {
        "code": code, "name": name, "short_name": short or name, "kind": kind,
        "parent_code": parent}
    with writing(house().engine) as connection:
        handed = _found(connection, given, system, security) if system else ()
        if not system:
            office.add_agency(connection, now(), office.CONSOLE, **given)
        id = office.agency_id_of(connection, code)
        if contact:
            office.change_setting(connection, now(), office.CONSOLE, id, "contact", contact,
                                  effective_from=today())
        missing = list(_missing(connection, id))
    click.echo(f"已设立{name}（{code}）")
    for role, login, password in handed:
        click.echo(f"{role.label} {login} 的初始口令（只显示这一次）：{password}")
    if missing:
        click.echo(f"发文和归档前还需要设置：{'、'.join(missing)}")
        click.echo(f"设置办法：yishen agency set {code} 设置项 取值 --from {today()}")
    click.echo(f"下一步：yishen officer add 账号 --agency {code} --name 姓名 --role 岗位")


def _found(
    connection: "Connection", given: dict[str, Any], system: str, security: str
) -> tuple[tuple[Role, str, str], ...]:
    """Found the agency with two administrators; returns each with the password to hand over."""
    from web.passwords import hashed, start_password  # loads the hashing library
    from workflow import office
    from workflow.organisation import FirstAccount, found_agency

    first, second = start_password(), start_password()
    found_agency(
        connection, now(), office.CONSOLE, **given,
        system=FirstAccount(system, Role.SYSTEM_ADMIN.label, hashed(first)),
        security=FirstAccount(security, Role.SECURITY_ADMIN.label, hashed(second)))
    return ((Role.SYSTEM_ADMIN, system, first), (Role.SECURITY_ADMIN, security, second))


@agency.command("list", help="列出全部机关，下级机关缩进在上级之下。")
def list_agencies() -> None:
    """Every agency as a tree: code, name, 机关代字, kind."""
    from workflow.record.agencies import tree  # loads the database library
    from workflow.record.database import reading

    with reading(house().engine) as connection:
        found = tree(connection, today())
    if not found:
        raise complain("还没有机关；请先运行 yishen agency add")
    for one in found:
        click.echo("\t".join((
            f"{'  ' * one.depth}{one.code}", one.name, one.short_name,
            f"{one.kind.value}（{one.kind.label}）", f"在用账号{one.people}个")))


def _missing(connection: "Connection", id: int) -> Iterator[str]:
    from workflow.record.people import office_of  # loads the database library
    from workflow.record.settings import SETTINGS

    found = office_of(connection, id, today())
    for key in _NEEDED:
        if not found.setting(key):
            yield f"{key}（{SETTINGS[key].label}）"


@agency.command("set", help="变更机关设置；此前的仍按原来的。")
@click.argument("code", metavar="代码")
@click.argument("key", metavar="设置项")
@click.argument("value", metavar="取值")
@click.option("--from", "effective_from", required=True, type=DAY, help="自哪一天起")
@click.option("--reason", default="", help="理由；停用岗位分离规则的必填")
def set_agency(code: str, key: str, value: str, effective_from: date, reason: str) -> None:
    """Set a dated setting of an agency."""
    from workflow import office  # loads the database library
    from workflow.record.database import writing
    from workflow.record.settings import SETTINGS

    with writing(house().engine) as connection:
        id = office.agency_id_of(connection, code)
        if key not in SETTINGS:
            known = "、".join(f"{one.key}（{one.label}）" for one in SETTINGS.values())
            raise complain(f"没有“{key}”这一设置项，可选：{known}")
        office.change_setting(connection, now(), office.CONSOLE, id, key, value,
                              effective_from=effective_from, reason=reason)
    click.echo(f"{code}的“{SETTINGS[key].label}”自{effective_from}起变更")


@click.group(cls=Commands, help="人员：开设账号、授予岗位。")
def officer() -> None:
    """Commands about officers."""


@officer.command("add", help="开设账号并授予岗位；口令取自 YISHEN_PASSWORD，没有的现场输入。")
@click.argument("login", metavar="账号")
@click.option("--agency", "code", required=True, help="机关代码")
@click.option("--name", required=True, help="姓名")
@click.option("--role", "roles", multiple=True, required=True, type=OneOf(Role),
              help="岗位，可以重复，如 intake_clerk")
@click.option("--unit", default="", help="所在科室")
@click.option("--branch", default="", help="账号类别：case、system、security、audit；不填的随岗位")
def add_officer(
    login: str, code: str, name: str, roles: tuple[Role, ...], unit: str, branch: str
) -> None:
    """Open an account with its seats and password, all or nothing."""
    from web.passwords import hashed
    from workflow import office  # loads the database library
    from workflow.record.database import writing

    opened = house()
    password = _password(login, name, code)
    with writing(opened.engine) as connection:
        id = office.agency_id_of(connection, code)
        office.add_officer(
            connection, now(), office.CONSOLE, id, login=login, name=name, unit=unit,
            branch=branch or _branch(roles), password_hash=hashed(password), start=True)
        for role in roles:
            office.grant(connection, now(), office.CONSOLE, login, role, valid_from=today())
    click.echo(f"已开设账号{login}（{name}，{'、'.join(role.label for role in roles)}）")


def _branch(roles: tuple[Role, ...]) -> str:
    """The branch the first seat needs; a second one of another branch is refused by the office."""
    return roles[0].value.removesuffix("_admin") if roles[0] in ADMINISTRATORS else "case"


def _password(login: str, *near: str) -> str:
    from web.passwords import faults  # loads the hashing library

    password = again = os.environ.get("YISHEN_PASSWORD", "")
    if not password:
        if not sys.stdin.isatty():
            raise complain("请在环境变量 YISHEN_PASSWORD 中给出口令，或者在终端中运行后输入")
        password, again = getpass("口令："), getpass("再输入一次：")
    found = "；".join(map(str, faults(password, login, again, near=near)))
    if found:
        raise complain(found)
    return password
