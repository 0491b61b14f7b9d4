# A file or a text that is larger is not kept, in bytes.
keep_limit=67108864
