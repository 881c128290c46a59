package report

import ("testing";"os")
func TestLook(t *testing.T){
 d:=os.Getenv("LOOK"); if d=="" {t.Skip()}
 for _,n:=range []string{"r.docx","r.xlsx","r.csv","r.json"} { f,_:=os.Create(d+"/"+n); if err:=Write(f,n,sampleReport());err!=nil{t.Fatal(err)}; f.Close() }
 os.WriteFile(d+"/chart.html",[]byte(`<!doctype html><meta charset=utf-8><meta name=viewport content="width=device-width"><body style="margin:8px">`+string(Bars(sampleReport().Tables[0],nil,"/console/ledger"))+string(Bars(sampleReport().Tables[3],nil,""))+`<div style="background:#111;color:#eee">`+string(Bars(sampleReport().Tables[2],nil,""))+`</div>`),0o644)
}
