import sys; sys.path.insert(0,'/tmp/w/w3id/tests'); sys.path.insert(0,'/tmp/w/w3id')
import test_w3id as t, tempfile, subprocess, time, pathlib
def up():
    folder=pathlib.Path(tempfile.mkdtemp(prefix='w3id-')); folder.chmod(0o755); (folder/'www').mkdir(); port=t.free_port()
    (folder/'httpd.conf').write_text(t.configuration(folder,port))
    p=subprocess.Popen(['apache2','-DFOREGROUND','-f',str(folder/'httpd.conf')],env={'PATH':'/usr/sbin:/usr/bin:/bin'})
    time.sleep(1.0)
    s=t.Server(folder,port); return s,p,folder
s,p,folder=up()
try:
    rules=(t.FOLDER/'.htaccess').read_text().replace(t.PLACEHOLDER,t.HOST)
    s.publish('cds-kg',rules)
    for path,a in [('concept/chinh-phu-so',None),('concept/chinh-phu-so',t.CHROME),('ontology','text/turtle;q=0.5, application/ld+json')]:
        try: print(s.ask(path,a))
        except Exception as e: print(repr(e)); s._connection.close()
    print((folder/'error.log').read_text()[-2000:])
finally:
    p.terminate(); p.wait(10)
