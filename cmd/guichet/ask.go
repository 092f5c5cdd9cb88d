package main

type askCmd struct{ deskFlags }

func (askCmd) Run() error { return nil }
