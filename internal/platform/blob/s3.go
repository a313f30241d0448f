package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// bucket is a Store in an S3 bucket, or in a part of one.
type bucket struct {
	client *minio.Client
	name   string
	prefix string // "" or "…/"
}

func openS3(u *url.URL) (Store, error) {
	name, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if name == "" {
		return nil, ErrURL
	}
	if prefix != "" {
		if err := CheckKey(prefix); err != nil {
			return nil, fmt.Errorf("%w: the prefix is not a plain path", ErrURL)
		}
		prefix += "/"
	}
	opt := &minio.Options{Secure: true, Region: u.Query().Get("region"), Creds: machineCredentials(),
		MaxRetries: 3} // its ten tries would keep a phone waiting for half a minute
	for key, values := range u.Query() {
		switch {
		case key == "region":
		case key == "tls" && (values[0] == "true" || values[0] == "false"):
			opt.Secure = values[0] == "true"
		default:
			return nil, fmt.Errorf("%w: the options are region=NAME and tls=true or tls=false", ErrURL)
		}
	}
	if u.User != nil {
		secret, ok := u.User.Password()
		if !ok || u.User.Username() == "" || secret == "" {
			return nil, ErrURL
		}
		opt.Creds = credentials.NewStaticV4(u.User.Username(), secret, "")
	}
	client, err := minio.New(u.Host, opt)
	if err != nil {
		return nil, fmt.Errorf("%w: the host is not usable", ErrURL)
	}
	return &bucket{client: client, name: name, prefix: prefix}, nil
}

// machineCredentials are used when the URL names no key: the variables people know
// from other tools, then the role of the machine.
func machineCredentials() *credentials.Credentials {
	return credentials.NewChainCredentials([]credentials.Provider{
		&credentials.EnvAWS{}, &credentials.EnvMinio{}, &credentials.IAM{},
	})
}

func (b *bucket) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	if size < 1 {
		return ErrSize // an unknown size would make the client set half a gigabyte aside
	}
	source := &exactly{r: r, left: size}
	_, err := b.client.PutObject(ctx, b.name, b.prefix+key, source, size, minio.PutObjectOptions{
		ContentType:      "application/octet-stream", // never what a browser would run
		DisableMultipart: size < 64<<20,
	})
	return wrapS3(err)
}

func (b *bucket) Get(ctx context.Context, key string) (io.ReadCloser, Info, error) {
	if err := CheckKey(key); err != nil {
		return nil, Info{}, err
	}
	object, err := b.client.GetObject(ctx, b.name, b.prefix+key, minio.GetObjectOptions{})
	if err != nil {
		return nil, Info{}, wrapS3(err)
	}
	st, err := object.Stat() // GetObject is lazy: only now the server is asked
	if err != nil {
		_ = object.Close()
		return nil, Info{}, wrapS3(err)
	}
	return object, Info{Key: key, Size: st.Size, Modified: st.LastModified.UTC()}, nil
}

func (b *bucket) Stat(ctx context.Context, key string) (Info, error) {
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	st, err := b.client.StatObject(ctx, b.name, b.prefix+key, minio.StatObjectOptions{})
	if err != nil {
		return Info{}, wrapS3(err)
	}
	return Info{Key: key, Size: st.Size, Modified: st.LastModified.UTC()}, nil
}

func (b *bucket) Delete(ctx context.Context, key string) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	err := wrapS3(b.client.RemoveObject(ctx, b.name, b.prefix+key, minio.RemoveObjectOptions{}))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

func (b *bucket) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		if err := checkPrefix(prefix); err != nil {
			yield(Info{}, err)
			return
		}
		ctx, stop := context.WithCancel(ctx) // ends the client's goroutine if the caller breaks
		defer stop()
		for o := range b.client.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix + prefix, Recursive: true}) {
			if o.Err != nil {
				yield(Info{}, wrapS3(o.Err))
				return
			}
			info := Info{Key: strings.TrimPrefix(o.Key, b.prefix), Size: o.Size, Modified: o.LastModified.UTC()}
			if !yield(info, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(Info{}, fmt.Errorf("blob: %w", err))
		}
	}
}

func (b *bucket) Check(ctx context.Context) error {
	ok, err := b.client.BucketExists(ctx, b.name)
	if err != nil {
		return wrapS3(err)
	}
	if !ok {
		return fmt.Errorf("blob: there is no bucket %q", b.name)
	}
	return nil
}

func wrapS3(err error) error {
	if err == nil {
		return nil
	}
	answer := minio.ToErrorResponse(err)
	if answer.Code == minio.NoSuchKey || answer.StatusCode == http.StatusNotFound && answer.Code != minio.NoSuchBucket {
		return ErrNotFound
	}
	return fmt.Errorf("blob: %w", err)
}
