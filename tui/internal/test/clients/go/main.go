// Clients asks the word service through Go's Redis clients, each with its
// defaults. It is a module of its own so that the guide does not need them.
//
//	clients go-redis|rueidis|redigo HOST:PORT
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"strings"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/rueidis"
)

// words are what each client asks for: one, one that was never seen, and several.
var words = []string{"the", "zyzzyva", "quick"}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: clients NAME HOST:PORT")
	}
	ask, ok := map[string]func(address string) ([]string, error){
		"go-redis": goRedis, "rueidis": rueidisClient, "redigo": redigo,
	}[os.Args[1]]
	if !ok {
		log.Fatalf("no client is called %q", os.Args[1])
	}
	counts, err := ask(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(version(os.Args[1]))
	fmt.Println(strings.Join(counts, " "))
}

// version returns the version of a client's module.
func version(name string) string {
	build, _ := debug.ReadBuildInfo()
	for _, module := range build.Deps {
		if strings.Contains(module.Path, "/"+name) {
			return strings.TrimPrefix(module.Version, "v")
		}
	}
	return "unknown"
}

func goRedis(address string) ([]string, error) {
	client := goredis.NewClient(&goredis.Options{Addr: address})
	defer client.Close()
	one, err := client.Get(context.Background(), words[0]).Result()
	if err != nil {
		return nil, err
	}
	counts, err := client.MGet(context.Background(), words...).Result()
	texts := []string{one}
	for _, count := range counts {
		if count == nil {
			count = "nil"
		}
		texts = append(texts, fmt.Sprint(count))
	}
	return texts, err
}

func rueidisClient(address string) ([]string, error) {
	client, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{address}})
	if err != nil {
		return nil, err
	}
	defer client.Close()
	one, err := client.Do(context.Background(), client.B().Get().Key(words[0]).Build()).ToString()
	if err != nil {
		return nil, err
	}
	counts, err := client.Do(context.Background(), client.B().Mget().Key(words...).Build()).ToArray()
	texts := []string{one}
	for _, count := range counts {
		text, err := count.ToString()
		if rueidis.IsRedisNil(err) {
			text = "nil"
		}
		texts = append(texts, text)
	}
	return texts, err
}

func redigo(address string) ([]string, error) {
	conn, err := redis.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	one, err := redis.String(conn.Do("GET", words[0]))
	if err != nil {
		return nil, err
	}
	counts, err := redis.Values(conn.Do("MGET", words[0], words[1], words[2]))
	texts := []string{one}
	for _, count := range counts {
		text, err := redis.String(count, nil)
		if err == redis.ErrNil {
			text = "nil"
		}
		texts = append(texts, text)
	}
	return texts, err
}
