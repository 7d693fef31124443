"""What we know: people, who may do what, needs, codes, referrals, and words that must not travel.

Standard library only, and nothing here talks to a person, a database, a file that is written, or
a clock: time and randomness are handed in. Every other folder may import this one; it imports none.
"""
