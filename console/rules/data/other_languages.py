"""Wordings of other languages that say not to call, each a request as a whole or a doubt within."""

PHRASES = """
nie dzwonic, ring inte, ring ej, ring ikke, не звонить, не звоните, больше не звонить, nevolat,
aramayin, nu sunati, μην τηλεφωνησετε, ala soita, bel niet, μην καλειτε, μην τηλεφωνειτε,
μη με καλειτε, לא להתקשר, אל תתקשרו, נא לא להתקשר, לא להתקשר יותר, لا تتصل, لا تتصلوا, عدم الاتصال,
لا يرغب في الاتصال, ne zovite, ne zvati, ne hivja, ne hivjak, tobbet ne hivjak, no truqueu,
no em truqueu, no trucar, nezvonit, nevolejte, nie dzwoncie, не дзвонити, не телефонувати,
не звоніть, не телефонуйте, не обаждайте се, đừng gọi, jangan telepon,
jangan hubungi, wag tawagan, huwag tawagan, ikke ring, ej ringa, får ej ringas, ne klicite
"""
UNSPACED = """
電話不可 電話ng 電話禁止 架電禁止 電話しないで 勿打电话 勿致电 请勿致电 不要打电话
勿打電話 전화금지 전화하지마세요 전화하지 연락하지 전화거부 수신거부
請勿來電 请勿来电 请勿打扰 請勿打擾 不要再打 拒絕來電 拒绝来电
電話不要 連絡不要 架電不可 架電ng 電話お断り 連絡拒否
"""
"""Languages that put no spaces between words: these are looked for as parts of a text."""
