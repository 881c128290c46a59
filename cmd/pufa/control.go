package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// While serve runs, its process holds the index. Other commands on the same data folder reach it
// through a port on the loopback whose address and token stand in a file that only its owner reads.

// brain is what other commands borrow from the running server: the index and the answers.
type brain interface {
	Search(ctx context.Context, q knowledge.Query) ([]knowledge.Hit, error)
	Answer(ctx context.Context, q knowledge.Asked) (knowledge.Answer, error)
}

type controlFile struct {
	Address string `json:"address"`
	Token   string `json:"token"`
	Pages   string `json:"pages"` // where the pages are
}

const controlName = "serve.json"

// serveControl answers other commands until ctx ends, and removes its file then. pages is where the pages are.
func serveControl(ctx context.Context, dir, pages string, b brain, c courier) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for other commands: %w", err)
	}
	secret := make([]byte, 24)
	if _, err := rand.Read(secret); err != nil {
		return errors.Join(fmt.Errorf("make a control token: %w", err), listener.Close())
	}
	file := controlFile{Address: listener.Addr().String(), Token: hex.EncodeToString(secret), Pages: pages}
	if err := writeControlFile(dir, file); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: controlHandler(file.Token, b, c), ReadHeaderTimeout: 5 * time.Second}
	stopped := context.AfterFunc(ctx, func() { server.Close() }) //nolint:errcheck // the process is ending
	defer stopped()
	err = server.Serve(listener)
	removed := os.Remove(filepath.Join(dir, controlName))
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, removed)
}

func writeControlFile(dir string, file controlFile) error {
	data, err := json.Marshal(file)
	if err != nil {
		return fmt.Errorf("encode the control file: %w", err)
	}
	path := filepath.Join(dir, controlName)
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		return fmt.Errorf("write the control file: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("put the control file in place: %w", err)
	}
	return nil
}

func controlHandler(token string, b brain, c courier) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /search", remoteCall(token, b.Search))
	mux.Handle("POST /answer", remoteCall(token, b.Answer))
	mux.Handle("POST /campaign/preview", remoteCall(token, c.Preview))
	mux.Handle("POST /campaign/recall", remoteCall(token, c.Recall))
	mux.Handle("POST /campaign/run", remoteCall(token, c.RunDue))
	return mux
}

// remoteCall makes a handler of one method: JSON in, JSON out.
func remoteCall[In, Out any](token string, call func(context.Context, In) (Out, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+token)) != 1 {
			http.Error(w, "denied", http.StatusForbidden)
			return
		}
		var in In
		if err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&in); err != nil {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		out, err := call(r.Context(), in)
		if err != nil {
			sayError(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(out); err != nil {
			return // the other command has gone away
		}
	})
}

// refused is an error as it travels to the other command.
type refused struct {
	Kind pufa.Kind `json:"kind"`
	Say  string    `json:"say"`
}

func sayError(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnprocessableEntity)
	if err := json.NewEncoder(w).Encode(refused{pufa.KindOf(err), pufa.Say(err)}); err != nil {
		return // the other command has gone away
	}
}

// remoteBrain is the running server's brain, seen from another command.
type remoteBrain struct {
	file   controlFile
	client *http.Client
}

// dialControl finds the server that runs on the data folder. NotFound where none answers.
func dialControl(dir string) (*remoteBrain, error) {
	data, err := os.ReadFile(filepath.Join(dir, controlName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, pufa.Errorf(pufa.NotFound, "没有正在运行的 pufa serve")
	}
	if err != nil {
		return nil, fmt.Errorf("read the control file: %w", err)
	}
	r := &remoteBrain{client: &http.Client{Timeout: time.Minute}}
	if err := json.Unmarshal(data, &r.file); err != nil {
		return nil, fmt.Errorf("read the control file: %w", err)
	}
	return r, nil
}

// Search asks the running server.
func (r *remoteBrain) Search(ctx context.Context, q knowledge.Query) ([]knowledge.Hit, error) {
	return callRemote[[]knowledge.Hit](ctx, r, "/search", q)
}

// Answer asks the running server.
func (r *remoteBrain) Answer(ctx context.Context, q knowledge.Asked) (knowledge.Answer, error) {
	return callRemote[knowledge.Answer](ctx, r, "/answer", q)
}

func callRemote[Out any](ctx context.Context, r *remoteBrain, path string, in any) (out Out, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return out, fmt.Errorf("encode the request: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+r.file.Address+path, bytes.NewReader(body))
	if err != nil {
		return out, fmt.Errorf("ask the running server: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+r.file.Token)
	resp, err := r.client.Do(req)
	if err != nil {
		return out, &pufa.Error{Kind: pufa.Conflict, Err: err,
			Say: "数据文件夹正被另一个 pufa 占用，但它没有应答；等它结束，或停掉 pufa serve 再试"}
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusUnprocessableEntity {
		var no refused
		if err := json.NewDecoder(resp.Body).Decode(&no); err != nil {
			return out, fmt.Errorf("read the running server's refused: %w", err)
		}
		return out, &pufa.Error{Kind: no.Kind, Say: no.Say}
	}
	if resp.StatusCode != http.StatusOK {
		return out, pufa.Errorf(pufa.Internal, "正在运行的 pufa serve 没能答上来（%s），请看它的日志", resp.Status)
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return out, fmt.Errorf("read the running server's answer: %w", err)
	}
	return out, nil
}
