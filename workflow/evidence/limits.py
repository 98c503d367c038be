"""Limits (上限) on files handed in, each with its reason."""

#: Bytes of one file: 200 pages scanned in grey at 200 dpi take about 20 MB.
LARGEST = 30 * 1024 * 1024
#: Bytes of all files of one form: what one application brings along, and what a worker can hold.
LARGEST_FORM = 60 * 1024 * 1024
#: Parts of a ZIP container: a presentation of 300 slides has some 1,500.
MOST_MEMBERS = 5000
#: Bytes of all parts unpacked, and of those that are XML and must be read one by one.
MOST_UNPACKED = 300 * 1024 * 1024
MOST_XML = 60 * 1024 * 1024
#: How often a part may be larger than its packed bytes: sheets of zeros reach about 100.
MOST_RATIO = 200
#: Below this many bytes unpacked a ratio harms nobody.
HARMLESS = 1024 * 1024
#: Pages of a PDF or frames of a TIF.
MOST_PAGES = 3000
#: Pixels of one picture: A0 at 300 dpi has 140 million.
MOST_PIXELS = 200_000_000
#: Bytes of one packed stream of a PDF unpacked, pictures apart: the plan of a town has 20 MB.
MOST_STREAM = 64 * 1024 * 1024
#: Bytes of a JSON attachment of a letter of our own (案件数据).
MOST_JSON = 1024 * 1024
#: Bytes behind the end of a picture or recording that cameras and phones leave there.
MOST_TAIL = 64 * 1024
#: Characters of a display name.
LONGEST_NAME = 80
#: Bytes of a text: 2.5 million characters.
LONGEST_TEXT = 5 * 1024 * 1024
