"""Wordings of other languages that say not to call, each a request as a whole or a doubt within."""

PHRASES = """
nie dzwonic, ring inte, ring ej, ring ikke, не звонить, не звоните, больше не звонить, nevolat,
aramayin, nu sunati, μην τηλεφωνησετε, ala soita, bel niet
"""
UNSPACED = """
電話不可 電話ng 電話禁止 架電禁止 電話しないで 勿打电话 勿致电 请勿致电 不要打电话
勿打電話 전화금지 전화하지마세요
"""
"""Languages that put no spaces between words: these are looked for as parts of a text."""
