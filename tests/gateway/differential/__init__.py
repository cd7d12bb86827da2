"""The generated differential test: what the gateway answers is what plain execution on the uncut schema answers.

world       types and the one data set                cut         the types cut at random into subgraphs
serve       subgraphs in process, strict ones         operations  random operations
compare     both answers side by side
"""
