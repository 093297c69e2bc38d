"""Signs requests to Coinbase Exchange by hand: Python's standard library and nothing else.

Set REST (the API's URL), KEY, SECRET and PASSPHRASE in the environment. STAMP fixes the time stamp and sends nothing.
"""
import base64, hashlib, hmac, http.client, json, os, time
from urllib.parse import urlsplit

env = os.environ
url = urlsplit(env["REST"])


def call(method, path, body=""):
    stamp = env.get("STAMP") or str(int(time.time()))            # Unix seconds
    prehash = stamp + method + path + body                       # path with its query; body as sent
    key = base64.b64decode(env["SECRET"])                        # the secret is base64: decode it
    digest = hmac.new(key, prehash.encode(), hashlib.sha256).digest()
    signature = base64.b64encode(digest).decode()                # base64 again, not hex
    print("prehash", prehash)
    print("signature", signature)
    if "STAMP" in env:
        return
    sent = json.dumps(json.loads(body)) if body and "RESERIALISE" in env else body  # the classic mistake
    connect = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = connect(url.netloc)
    connection.request(method, path, sent or None, {
        "CB-ACCESS-KEY": env["KEY"], "CB-ACCESS-SIGN": signature, "CB-ACCESS-TIMESTAMP": stamp,
        "CB-ACCESS-PASSPHRASE": env["PASSPHRASE"], "Content-Type": "application/json", "User-Agent": "forum"})
    answer = connection.getresponse()
    print(answer.status, answer.read().decode())


call("GET", "/accounts")
if "STAMP" not in env:
    order = {"product_id": "BTC-USD", "side": "buy", "type": "market", "funds": "10"}
    call("POST", "/orders", json.dumps(order, separators=(",", ":")))
