package org.tongmai.node;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.node.EmbeddedPostgres.Durability;

/**
 * Where the node's database is. The embedded one starts in the background from the moment this object exists; whoever
 * asks for its address waits until it answers.
 */
public final class NodeDatabase implements JdbcConnectionDetails, AutoCloseable {

    private record Address(String url, String user, String password) {}

    private final CompletableFuture<Address> address;
    private final @Nullable CompletableFuture<EmbeddedPostgres> embedded;

    private NodeDatabase(CompletableFuture<Address> address, @Nullable CompletableFuture<EmbeddedPostgres> embedded) {
        this.address = address;
        this.embedded = embedded;
    }

    /** The database in a data directory; starts now. */
    public static NodeDatabase embedded(DataDirectory directory) {
        CompletableFuture<EmbeddedPostgres> server = new CompletableFuture<>();
        Thread.ofPlatform().name("postgresql-start").daemon().start(() -> {
            try {
                server.complete(EmbeddedPostgres.start(directory, Durability.FULL));
            } catch (RuntimeException | Error failure) {
                server.completeExceptionally(failure);
            }
        });
        return new NodeDatabase(
                server.thenApply(postgres -> new Address(postgres.url(), postgres.user(), postgres.password())),
                server);
    }

    /**
     * A database that somebody else runs.
     *
     * @param url {@code jdbc:postgresql://user:password@host:port/database?option=value}
     * @throws Problem {@code node.setting-wrong}
     */
    public static NodeDatabase external(String url) {
        return new NodeDatabase(CompletableFuture.completedFuture(parse(url)), null);
    }

    @Override
    public String getJdbcUrl() {
        return await(address).url();
    }

    @Override
    public String getUsername() {
        return await(address).user();
    }

    @Override
    public String getPassword() {
        return await(address).password();
    }

    /** Stops the embedded database, if that is what this is. */
    @Override
    public void close() {
        if (embedded != null) {
            embedded.thenAccept(EmbeddedPostgres::close)
                    .exceptionally(neverStarted -> null)
                    .join();
        }
    }

    /** The address without password, for people to read. */
    public String describe() {
        return embedded == null ? getJdbcUrl() : "embedded PostgreSQL, " + getJdbcUrl();
    }

    private static Address parse(String url) {
        try {
            URI uri = URI.create(url.substring("jdbc:".length()));
            String[] account = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            String bare = account.length == 0 ? url : url.replaceFirst("//[^@/]*@", "//");
            return new Address(bare, part(account, 0), part(account, 1));
        } catch (IllegalArgumentException unreadable) {
            throw new Problem(
                    Kind.INVALID,
                    "node.setting-wrong",
                    "--database is not usable.",
                    "It is not a JDBC address.",
                    "Write jdbc:postgresql://user:password@host/database; special characters percent-encoded.");
        }
    }

    private static String part(String[] account, int index) {
        return index < account.length ? URLDecoder.decode(account[index], StandardCharsets.UTF_8) : "";
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }
}
