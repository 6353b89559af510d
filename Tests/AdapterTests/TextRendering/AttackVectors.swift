/// Bodies that try to run a script, to break out of the body, or to hide a forbidden address.
enum AttackVectors {
  static let scripts = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//x.org/a.js></SCRIPT >", "<script/x>alert(1)</script>", "<scr<script>ipt>alert(1)</script>",
    "<script>if(a<b){}</script foo>", "<script>alert(1)", "<style>*{background:url(javascript:alert(1))}</style>",
    "<style><!--</style><img src=x onerror=alert(1)>-->",
    "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<object data=javascript:alert(1)><embed src=x></object>", "<embed src=javascript:alert(1)>",
    "<template><script>alert(1)</script></template>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>", "<title></title><img src=x onerror=alert(1)>",
    "<xmp></xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><script>alert(1)</script>", "<!--><img src=x onerror=alert(1)>-->", "<!---><script>alert(1)</script>-->",
    "<!--x--!><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>", "<?xml <img src=x onerror=alert(1)>?>", "</ <img src=x onerror=alert(1)>>",
    "<base href=javascript:/a/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", "<link rel=stylesheet href=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<isindex type=image src=1 onerror=alert(1)>", "<details open ontoggle=alert(1)>", "<select><option><script>alert(1)</script></select>",
  ]

  static let attributes = [
    "<img src=x onerror=alert(1)>", "<img src=https://x.org/a onerror=alert(1)>", "<img src=\"https://x.org/a\"onerror=alert(1)>",
    "<img/src=https://x.org/a/onerror=alert(1)>",
    "<b onmouseover=alert(1)>x</b>", "<b style='x:expression(alert(1))'>x</b>", "<p id=a class=b data-x=c contenteditable>x</p>",
    "<a href=https://x.org title='\" onclick=alert(1) x=\"'>x</a>", "<a href='https://x.org/\"><script>alert(1)</script>'>x</a>",
    "<img alt=\"`><script>alert(1)</script>\" src=https://x.org>",
    "<a href=https://x.org/ onclick\u{0}=alert(1)>x</a>", "<a\u{c}href=https://x.org\u{c}onclick=alert(1)>x</a>",
    "<td colspan='1\" onclick=alert(1)'>x",
    "<code class='language-\"onclick=alert(1)'>x</code>", "<input type=image src=x onerror=alert(1)>",
    "<input type=checkbox onfocus=alert(1) autofocus>", "<table background=javascript:alert(1)><td>x",
    "<a href=x\u{0}y target=_blank ping=https://x.org>x</a>", "<b a='", "<b a=\"x>y", "<b a=x", "<", "</", "<!", "<!-", "<a <b>>", "<b\u{0}>x",
    "<%<b>", "<b/ /x>", "<b =x>",
  ]

  static let addresses = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)",
    "\u{1}javascript:alert(1)", "java&#9;script:alert(1)",
    "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "&#0000106avascript:alert(1)", "javascript&colon;alert(1)", "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript\u{0}:alert(1)", "java\u{0}script:alert(1)", "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=",
    "DATA:image/svg+xml,x", "vbscript:msgbox(1)",
    "feed:javascript:alert(1)", "view-source:javascript:alert(1)", "blob:https://x.org/1", "file:///etc/passwd", "jar:x!/y", "//x.org/a",
    "/\\x.org/a", "\\\\x.org", "ftp://x.org", "x", "../x", "",
    "\u{feff}javascript:alert(1)", "\u{a0}javascript:alert(1)", "javascript://x.org/%0aalert(1)", "http:javascript:alert(1)", "https:x", "tel:1",
    "&", "&#;", "&#x;", "&#xfffffffff;",
  ]

  static var all: [String] { scripts + attributes + addresses.map { "<a href=\"\($0)\">x</a><img src='\($0)'>" } }
}
