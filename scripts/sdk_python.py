"""The Python of the API: `models.py` with the types, `operations.py` with a class for each heading."""
import keyword
import textwrap

from sdk_model import snake

WIDTH = 150
HEAD = '"""Written by scripts/sdk from the OpenAPI document of {version}: change nothing here."""\nfrom __future__ import annotations\n\n'


def files(api, release):
    """`{path below sdk/python: text}`."""
    return {
        "forum_lite/_version.py": f'"""Written by scripts/sdk."""\n\nVERSION = "{release}"\n"""That of the server that this package came with."""\nAPI_VERSION = "{api.version}"\n',
        "forum_lite/models.py": models(api),
        "forum_lite/operations.py": operations(api),
    }


def named(wire):
    name = snake(wire)
    return name + "_" if keyword.iskeyword(name) else name


def hint(kind, namespace=""):
    simple = {"string": "str", "time": "datetime.datetime", "integer": "int", "number": "float", "boolean": "bool", "json": "Any"}
    if kind.kind in simple:
        return simple[kind.kind]
    if kind.kind == "word":
        return f"Literal[{', '.join(repr(word).replace(chr(39), chr(34)) for word in kind.words)}]"
    if kind.kind == "list":
        return f"list[{hint(kind.of, namespace)}]"
    return f"dict[str, {hint(kind.of, namespace)}]" if kind.kind == "map" else namespace + kind.name


def field_hint(field, namespace=""):
    text = hint(field.type, namespace) + (" | Clear" if field.clearable else "")
    return text + " | None" if field.nullable or not field.required else text


def reader(kind):
    """A function that reads the value, or None when it is as JSON has it."""
    if kind.kind == "time":
        return "time"
    if kind.kind == "object":
        return f"{kind.name}.from_json"
    if kind.kind == "list" and reader(kind.of):
        return f"lambda items: [{reader(kind.of)}(item) for item in items]"
    if kind.kind == "map" and reader(kind.of):
        return f"lambda members: {{name: {reader(kind.of)}(member) for name, member in members.items()}}"
    return None


def read(field):
    value = f'data["{field.wire}"]' if field.required else f'data.get("{field.wire}")'
    function = reader(field.type)
    if not function:
        return value
    if field.nullable or not field.required:
        return f"maybe({function}, {value})"
    if function.startswith("lambda items"):
        return f"[{reader(field.type.of)}(item) for item in {value}]"
    return f"{function}({value})"


def doc(paragraphs, indent):
    text = ("\n\n" + indent).join(f"\n{indent}".join(textwrap.wrap(paragraph, WIDTH - len(indent) - 6)) for paragraph in paragraphs)
    text = text.replace("\\", "\\\\")
    return f'{indent}"""{text}"""\n' if "\n" not in text else f'{indent}"""{text}\n{indent}"""\n'


def filled(items, indent):
    """The items, as many on a line as fit."""
    lines = [""]
    for item in items:
        if len(lines[-1]) + len(item) + indent + 2 > WIDTH:
            lines.append("")
        lines[-1] += item + ", "
    return "".join(f"{' ' * indent}{line.rstrip()}\n" for line in lines)


def in_order(fields):
    """First what must be there."""
    return sorted(fields, key=lambda field: not field.required)


def models(api):
    text = HEAD.format(version=api.version)
    text += "import datetime\nfrom dataclasses import dataclass\nfrom typing import TYPE_CHECKING, Any, Literal\n\nfrom ._json import Clear, maybe, present, time\nfrom ._pages import Page\n\n"
    text += "if TYPE_CHECKING:\n    from collections.abc import Callable\n\n    from ._caller import Caller, Request\n"
    return text + "".join(page(each) if each.is_page else model(each) for each in api.objects)


def model(found):
    text = "\n\n@dataclass(frozen=True, slots=True, kw_only=True)\n" + f"class {found.name}:\n" + doc([found.doc or "What is sent." if found.is_request else found.doc or found.name], "    ") + "\n"
    for field in in_order(found.fields):
        optional = found.is_request and not field.required
        text += f"    {named(field.wire)}: {field_hint(field)}{' = None' if optional or not field.required else ''}\n"
        if field.doc:
            text += doc([field.doc], "    ")
    if not found.fields:
        text += "    pass\n"
    if found.is_request:
        members = "".join(f'            "{field.wire}": self.{named(field.wire)},\n' for field in found.fields)
        return text + f"\n    def to_json(self) -> dict[str, Any]:\n        return present({{\n{members}        }})\n"
    members = "".join(f"            {named(field.wire)}={read(field)},\n" for field in found.fields)
    return text + f"\n    @classmethod\n    def from_json(cls, data: Any) -> {found.name}:\n        return cls(\n{members}        )\n"


def page(found):
    item = next(field.type.of for field in found.fields if field.wire == "items")
    more = [field for field in found.fields if field.wire not in ("items", "next")]
    text = f"\n\nclass {found.name}(Page[{item.name}]):\n" + doc([found.doc], "    ")
    text += f"\n    def __init__(self, caller: Caller, request: Request, read: Callable[[Any], {item.name}], data: Any) -> None:\n        super().__init__(caller, request, read, data)\n"
    for field in more:
        text += f"        self.{named(field.wire)}: {field_hint(field)} = {read(field)}\n" + (doc([field.doc], "        ") if field.doc else "")
    return text


def group_class(tag):
    return "".join(word.capitalize() if word.islower() else word for word in tag.split())


def operations(api):
    text = HEAD.format(version=api.version)
    text += "import datetime\nfrom collections.abc import Iterator\nfrom typing import Any, Literal\n\nfrom . import models\nfrom ._caller import Caller, Request, Upload, match, once\n"
    text += "from ._events import EventStream\nfrom ._json import Clear, place\nfrom ._pages import Page\n"
    for tag, found in api.groups:
        text += f"\n\nclass {group_class(tag)}:\n    def __init__(self, caller: Caller) -> None:\n        self._caller = caller\n"
        text += "".join("\n" + method(each) for each in found)
    text += '\n\nclass Operations:\n    """Everything that the API can do, by headings."""\n\n    def __init__(self, caller: Caller) -> None:\n'
    return text + "".join(f"        self.{snake(tag)} = {group_class(tag)}(caller)\n" for tag, _ in api.groups)


def method(operation):
    places = [f"{named(field.wire)}: {hint(field.type)}" for field in operation.places]
    fields = in_order(operation.query + (operation.body.fields if operation.body else ()))
    named_ones = [f"{named(field.wire)}: {field_hint(field, 'models.')}{'' if field.required else ' = None'}" for field in fields]
    notes = [f"`{named(field.wire)}`: {field.doc}" for field in fields if field.doc]
    if operation.form:
        places += ["content: bytes", "filename: str"]
        named_ones += ["description: str | None = None", 'media_type: str = "application/octet-stream"']
        notes.append("`media_type`: what you take it for; the forum looks at the bytes.")
    if operation.match:
        needed = operation.match == "needed"
        named_ones.insert(0 if needed else len(named_ones), f"if_match: int | str{'' if needed else ' | None = None'}")
        notes.append("`if_match`: the version that you saw, as a number or an ETag; raises `StaleVersion` when another one is there.")
    if operation.once:
        named_ones.append("idempotency_key: str | None = None")
        notes.append("`idempotency_key`: a repetition with the same one is done once; without it one is made.")
    if operation.kind == "events":
        named_ones.append("last_event_id: str | None = None")
        notes.append("`last_event_id`: go on after this event.")
    answer, call = outcome(operation)
    parameters = ["self", *places, *(["*", *named_ones] if named_ones else [])]
    signature = f"    def {snake(operation.id)}({', '.join(parameters)}) -> {answer}:\n"
    if len(signature) > WIDTH:
        signature = f"    def {snake(operation.id)}(\n{filled(parameters, 8)}    ) -> {answer}:\n"
    return signature + doc([*operation.doc, *notes], "        ") + f"        request = {request(operation)}\n        {call}\n"


def request(operation):
    """The expression that makes the request."""
    path = operation.path
    for field in operation.places:
        path = path.replace("{" + field.wire + "}", "{place(" + named(field.wire) + ")}")
    words = [f'"{operation.method}"', f'{"f" if operation.places else ""}"{path}"']
    for name, fields in (("query", operation.query), ("body", operation.body.fields if operation.body else None)):
        if fields or (fields is not None and name == "body"):
            words.append(f"{name}={{{', '.join(f'{chr(34)}{field.wire}{chr(34)}: {named(field.wire)}' for field in fields)}}}")
    if operation.form:
        words.append("upload=Upload(filename, content, description, media_type)")
    headers = (["once(idempotency_key)"] if operation.once else []) + (["match(if_match)"] if operation.match else [])
    if headers:
        words.append(f"headers={' | '.join(headers)}")
    if operation.is_repeatable and operation.method != "GET":
        words.append("repeatable=True")
    line = f"Request({', '.join(words)})"
    return line if len(line) + 18 <= WIDTH else f"Request(\n{filled(words, 12)}        )"


def outcome(operation):
    """The type of what the method returns, and the statement that returns it."""
    if operation.kind == "nothing":
        return "None", "self._caller.nothing(request)"
    if operation.kind == "events":
        return "EventStream", "return self._caller.events(request, last_event_id)"
    if operation.kind == "archive":
        return "Iterator[bytes]", "return self._caller.archive(request)"
    item = f"models.{operation.answer.name}"
    if operation.kind == "data":
        return item, f"return self._caller.data(request, {item}.from_json)"
    if operation.page:
        return f"models.{operation.page.name}", f"return self._caller.page(models.{operation.page.name}, request, {item}.from_json)"
    return f"Page[{item}]", f"return self._caller.page(Page[{item}], request, {item}.from_json)"
