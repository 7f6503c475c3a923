binds(term:string, kind:string, party:string, zone:string)
act(kind:string, party:string, zone:string)
