"""The generated differential test: what the gateway answers is what plain execution on the uncut schema answers.

world         types and the one data set                parts         what a subgraph declares
cut           who knows which type, who resolves what   interfaces    interfaces and interface objects
contexts      @fromContext                              requirements  @requires
provisions    @provides                                 transfers     @override, keys that only name
operations    random operations                         failures      what goes wrong in a run
serve         subgraphs in process, strict ones         truth         plain execution
judge         what has to be the same                   compare       both answers side by side
shrink        the smallest operation that differs
"""
