module cairn/wrapper

go 1.25.0
