"""Who must, should, may or must not do what: duties read out of Swedish policy and law text, with their evidence.

    extract   passages -> duties                    register  filter duties, name the actors
    compare   one actor or subject side by side     gaps      questions that the duties leave open
    matrix    actors by municipalities, plotted     export    duties -> table, CSV, XLSX, JSON, Markdown
    measure   precision and recall on gold/

What extract reads with, from letters to statements: tokens, verbs, lexicon, markers (word tables); actors, deadlines,
clauses, verbphrases, context; statements (the sentence and what is cut out of it), fronting (where the subject stands),
modals and phrases (what makes a statement); grammar puts them together; lemmas is the last resort for an unknown word.
"""
