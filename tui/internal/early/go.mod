module early

go 1.25.0
