module lampd/tools/provision

go 1.26.0
