"""Who may ask for what (授权矩阵): one line a route, written down as it is meant.

A new route needs a line here. The letters say whose seat opens it:

I 收件登记岗    H 承办人      R 审核签发人    D 公开办负责人   S 保密审查人   L 法制机构
A 档案员        M 分管领导    V 主管部门      s 系统管理员     g 安全管理员   a 审计管理员
n 已登录、没有岗位              o 没有登录

Whoever else is signed in gets 403; whoever is not is led to the entrance (a post: 401). Behind the
letters stands what the same seat of another agency gets:

NONE    it names something of one agency (a request, an account): 404
OWN     it lists or changes what is of the own agency: nothing of ours is on it
FREE    nothing on it is anybody's
"""

NONE, OWN, FREE = "none", "own", "free"

CASE = "IHRDSLAM"
SIGNED = "IHRDSLAMVsgan"
ANYBODY = f"{SIGNED}o"

MATRIX: dict[str, tuple[str, str]] = {
    # The entrance, and what is everybody's own
    "GET /": (SIGNED, FREE),
    "GET /sign-in": (ANYBODY, FREE),
    "POST /sign-in": (ANYBODY, FREE),
    "GET /sign-in/code": (ANYBODY, FREE),
    "POST /sign-in/code": (ANYBODY, FREE),
    "POST /sign-out": (SIGNED, FREE),
    "POST /appearance": (ANYBODY, FREE),
    "GET /words.js": (ANYBODY, FREE),
    "GET /no-seat": (SIGNED, FREE),
    "GET /password": (SIGNED, FREE),
    "POST /password": (SIGNED, FREE),
    "GET /shortcuts": (SIGNED, FREE),
    "POST /shortcuts": (SIGNED, FREE),
    "GET /my/code": (SIGNED, OWN),
    "POST /my/code": (SIGNED, OWN),
    "POST /my/code/offer": (SIGNED, OWN),
    "POST /my/code/recovery": (SIGNED, OWN),
    "POST /my/code/drop": (SIGNED, OWN),
    "GET /my/sign-ins": (SIGNED, OWN),
    "POST /my/sign-ins/<int:id>/end": (SIGNED, NONE),
    "POST /my/sign-ins/end-all": (SIGNED, OWN),
    "GET /rules": (SIGNED, FREE),
    "GET /reminders": (CASE, OWN),
    "POST /reminders/read": (CASE, OWN),
    "POST /reminders/address": (CASE, OWN),
    # The lists of the seats
    "GET /inbox": (CASE, OWN),
    "POST /inbox/views": (CASE, OWN),
    "POST /inbox/views/<int:view_id>/drop": (CASE, OWN),
    "GET /register": (CASE, OWN),
    "POST /register/find": (CASE, OWN),
    "GET /consultations": (CASE, OWN),
    "GET /duties": (CASE, OWN),
    "GET /head": ("D", OWN),
    "GET /leader": ("M", OWN),
    "GET /confirmations": ("I", OWN),
    "GET /review": ("RSL", OWN),
    "GET /guide-text": ("D", OWN),
    "POST /guide-text": ("D", OWN),
    "GET /leader/replies": ("DML", OWN),
    "GET /legal": ("L", OWN),
    "GET /supervision": ("V", OWN),
    "GET /supervision/bulletin": ("V", OWN),
    "POST /supervision/bulletin": ("V", OWN),
    "GET /supervision/<office>": ("VDM", NONE),
    "GET /supervision/trend.svg": ("VDM", OWN),
    "GET /supervision/table.<any(csv, xlsx):kind>": ("V", OWN),
    "GET /publication": (CASE, OWN),
    "GET /remedies": ("RDLM", OWN),
    "GET /substitution": (f"{CASE}g", OWN),
    "POST /substitution": (f"{CASE}g", OWN),
    "POST /substitution/<int:id>/end": (f"{CASE}g", NONE),
    "GET /letters": ("IA", OWN),
    "GET /letters/<day>.pdf": ("IA", NONE),
    "GET /archive": ("IA", OWN),
    "GET /forms/<applicant>.pdf": (CASE, FREE),
    # Requests
    "GET /requests/new": ("I", OWN),
    "POST /requests/new": ("I", OWN),
    "POST /requests/new/arrival": ("I", OWN),
    "POST /requests/new/beside": ("I", OWN),
    "GET /taken-in/<no>": ("I", NONE),
    "POST /taken-in/<no>": ("I", NONE),
    "GET /requests/<no>": (CASE, NONE),
    "GET /requests/<no>/pane": (CASE, NONE),
    "GET /requests/<no>/<trigger>": (CASE, NONE),
    "POST /requests/<no>/<trigger>": (CASE, NONE),
    "POST /requests/<no>/<trigger>/preview": (CASE, NONE),
    "POST /requests/<no>/personal": ("IHRDLA", NONE),
    "GET /requests/<no>/clock.pdf": ("IHRDLA", NONE),
    "GET /requests/<no>/documents/<document_id>.pdf": (CASE, NONE),
    "GET /requests/<no>/documents/<document_id>/service.pdf": (CASE, NONE),
    "GET /requests/<no>/files/<digest>": (CASE, NONE),
    "GET /requests/<no>/papers/<paper>.pdf": (CASE, NONE),
    "POST /requests/<no>/export.zip": ("LA", NONE),
    "GET /requests/<no>/search": ("H", NONE),
    "POST /requests/<no>/search": ("H", NONE),
    "GET /requests/<no>/draft": ("H", NONE),
    "POST /requests/<no>/draft": ("H", NONE),
    "POST /requests/<no>/draft/guide/<int:item>": ("H", NONE),
    "POST /requests/<no>/draft/sketch": ("H", NONE),
    "GET /requests/<no>/review": ("RSL", NONE),
    "POST /requests/<no>/review/<trigger>": ("RSL", NONE),
    "GET /requests/<no>/review/pages/<int:version>": ("RSL", NONE),
    "GET /requests/<no>/review/pages/<int:version>/<int:n>.png": ("RSL", NONE),
    # The legal office
    "GET /audit": ("L", OWN),
    "GET /audit/<no>": ("L", NONE),
    "POST /audit/<no>/verify": ("L", NONE),
    "GET /audit/verification": ("L", OWN),
    "POST /audit/verification": ("L", OWN),
    "POST /audit/verification/step": ("L", OWN),
    "POST /audit/verification/findings.<kind>": ("L", OWN),
    "GET /audit/samples": ("L", OWN),
    "POST /audit/samples": ("L", OWN),
    "GET /audit/samples/<int:seq>": ("L", NONE),
    "GET /audit/samples/<int:seq>/<no>": ("L", NONE),
    "POST /audit/samples/<int:seq>/<no>": ("L", NONE),
    "GET /audit/separation": ("La", OWN),
    # The three administrations
    "GET /admin/accounts": ("s", OWN),
    "POST /admin/accounts": ("s", OWN),
    "POST /admin/accounts/<login>/password": ("s", NONE),
    "POST /admin/accounts/<login>/factor": ("s", NONE),
    "POST /admin/accounts/<login>/<any(disable, enable):act>": ("s", NONE),
    "GET /admin/agencies": ("s", OWN),
    "POST /admin/agencies": ("s", OWN),
    "GET /admin/units": ("s", OWN),
    "POST /admin/units": ("s", OWN),
    "POST /admin/units/<int:unit>": ("s", NONE),
    "GET /admin/calendar": ("s", OWN),
    "POST /admin/calendar": ("s", OWN),
    "POST /admin/calendar/load": ("s", OWN),
    "POST /admin/calendar/recompute": ("s", OWN),
    "GET /admin/settings": ("s", OWN),
    "POST /admin/settings": ("s", OWN),
    "GET /admin/grants": ("g", OWN),
    "POST /admin/grants": ("g", OWN),
    "POST /admin/grants/<login>/revoke": ("g", NONE),
    "GET /admin/log": ("a", OWN),
    "POST /admin/log/verify": ("a", OWN),
    # The public
    "GET /guide": (ANYBODY, FREE),
    "GET /guide/<code>": (ANYBODY, FREE),
    "GET /verify": (ANYBODY, FREE),
    "GET /verify/<code>": (ANYBODY, FREE),
    "POST /verify/<code>": (ANYBODY, FREE),
}
