"""Why a change breaks what others built, has to be reviewed, or is safe; in both languages."""

from __future__ import annotations

#: Key of a reason -> Vietnamese and English.
REASONS: dict[str, tuple[str, str]] = {
    "added": ("mới, không đụng đến cái cũ", "new, touches nothing that was"),
    "removed": (
        "IRI đã phát hành biến mất mà chưa từng được đánh dấu ngừng dùng; hãy giữ lại với owl:deprecated và "
        "dcterms:isReplacedBy",
        "a released IRI vanished without having been deprecated; keep it with owl:deprecated and dcterms:isReplacedBy",
    ),
    "removed-deprecated": (
        "đã được đánh dấu ngừng dùng từ trước, nhưng IRI đã phát hành vẫn phải giữ lại",
        "it had been deprecated, but a released IRI stays all the same",
    ),
    "removed-shape": (
        "IRI của quy tắc biến mất; hãy giữ lại với sh:deactivated true",
        "the IRI of a rule vanished; keep it with sh:deactivated true",
    ),
    "removed-outside": ("thuật ngữ của bên khác, không do đây giữ", "a term of others, which is not kept here"),
    "deprecated": ("đánh dấu ngừng dùng: dữ liệu cũ vẫn đúng", "deprecated: data that use it stay right"),
    "restored": ("lại được dùng", "in use again"),
    "replacement": ("cái thay thế được nêu khác đi", "another replacement is named"),
    "ended": ("đã kết thúc: vẫn đúng cho thời gian trước", "ended: still right for the time before"),
    "words": ("chỉ đổi lời, IRI giữ nguyên", "words only, the IRI stays"),
    "metadata": ("thông tin về chính bản này", "data on the version itself"),
    "definition": (
        "định nghĩa khác đi: nếu nghĩa cũng khác thì phá vỡ tương thích",
        "another definition: breaking where it means something else",
    ),
    "defined": ("định nghĩa được thêm", "a definition was added"),
    "statement": ("dữ liệu được sửa hoặc bổ sung", "data were mended or added to"),
    "datatype": (
        "giá trị có kiểu hoặc thẻ ngôn ngữ khác: so sánh như cũ sẽ không khớp",
        "values of another datatype or without their language tag: comparisons as before no longer match",
    ),
    "type-removed": (
        "không còn thuộc lớp này: truy vấn theo lớp sẽ mất nó",
        "no longer a member of the class: queries by class lose it",
    ),
    "type-refined": ("lớp mới là lớp con của lớp cũ", "the new class is a subclass of the old"),
    "type-added": ("thuộc thêm một lớp", "a member of one more class"),
    "kind": ("loại thuộc tính hoặc thuật ngữ khác đi", "another kind of property or term"),
    "narrowed": ("thêm hoặc đổi miền xác định hay miền giá trị", "domain or range was added or changed"),
    "widened": ("nới miền xác định hoặc miền giá trị", "domain or range was widened"),
    "superclass-removed": (
        "không còn nằm dưới lớp hoặc thuộc tính này: suy luận và truy vấn theo đó mất kết quả",
        "no longer under this class or property: inference and queries over it lose answers",
    ),
    "superclass-implied": ("vẫn suy ra được từ bậc dưới", "still follows by a step in between"),
    "superclass-added": ("nằm thêm dưới một lớp hoặc thuộc tính", "under one more class or property"),
    "restriction": (
        "ràng buộc mới (tách rời, đơn trị, hạn chế): dữ liệu cũ có thể thành mâu thuẫn",
        "a new constraint (disjoint, functional, restriction): data that were consistent may no longer be",
    ),
    "unrestricted": ("bớt một ràng buộc", "a constraint less"),
    "inference-removed": (
        "bớt một quy tắc suy luận: các kết luận từ đó mất đi",
        "a rule of inference less: what followed by it is lost",
    ),
    "inference-added": ("thêm một quy tắc suy luận", "one more rule of inference"),
    "moved": ("chuyển chỗ trong hệ thống", "moved in the hierarchy"),
    "rule-added": ("quy tắc mới: dữ liệu từng đạt có thể không đạt", "a new rule: data that passed may fail"),
    "rule-new-class": ("quy tắc chỉ cho lớp mới", "a rule on a new class alone"),
    "rule-told": ("quy tắc ấy được kể ở dòng riêng", "that rule is told on a line of its own"),
    "warning": ("chỉ cảnh báo, không làm dữ liệu thành không đạt", "it only warns, no data fail by it"),
    "tightened": ("quy tắc chặt hơn: dữ liệu từng đạt có thể không đạt", "a tighter rule: data that passed may fail"),
    "loosened": ("quy tắc nới ra", "a looser rule"),
    "rule-changed": (
        "quy tắc khác đi: hãy xem dữ liệu từng đạt có còn đạt không",
        "another rule: see whether data that passed still do",
    ),
    "severity-raised": (
        "từ cảnh báo thành vi phạm: dữ liệu từng đạt có thể không đạt",
        "from a warning to a violation: data that passed may fail",
    ),
    "columns": ("cột kết quả khác đi", "other columns in the answer"),
    "columns-appended": ("thêm cột ở cuối", "columns added at the end"),
    "parameters": ("tham số bị bỏ hoặc đổi", "parameters removed or changed"),
    "parameters-added": ("thêm tham số, có giá trị mặc định", "parameters added, with defaults"),
    "query": ("truy vấn viết lại, cột như cũ", "the query was rewritten, its columns are as before"),
}
