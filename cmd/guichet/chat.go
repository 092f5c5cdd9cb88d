package main

type chatCmd struct{ deskFlags }

func (chatCmd) Run() error { return nil }
