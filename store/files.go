package store

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
)

// PutFile stores a picture of a campaign and returns its name, which follows from its bytes.
func (s Campaigns) PutFile(ctx context.Context, content []byte) (string, error) {
	sum := sha256.Sum256(content)
	id := hex.EncodeToString(sum[:])
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		_, err := exec(ctx, tx, `INSERT INTO campaign_files (id, content) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`,
			id, base64.StdEncoding.EncodeToString(content))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("put file: %w", err)
	}
	return id, nil
}

// File returns the bytes of a picture.
func (s Campaigns) File(ctx context.Context, id string) ([]byte, error) {
	text, err := one(ctx, s.db.read, scanText, `SELECT content FROM campaign_files WHERE id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("file %s: %w", id, absent(err, "计划里的图片找不到了，请重新选一张"))
	}
	return base64.StdEncoding.DecodeString(text)
}
