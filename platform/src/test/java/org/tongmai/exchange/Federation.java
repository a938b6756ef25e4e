package org.tongmai.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.tongmai.access.TestNode;

/** A nation and its provinces, each a whole node with a database of its own, that know each other. */
public final class Federation implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<TestNode> all = new ArrayList<>();
    private final Path indexKey;

    /** The nation node. */
    public final TestNode nation;

    private Federation() {
        try {
            indexKey = Files.createTempDirectory("tongmai-key").resolve("index-key");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        PseudonymKey.make(indexKey);
        nation = node("nation", "100000", indexKey, "national");
    }

    public static Federation start() {
        return new Federation();
    }

    /** A province that is admitted and follows the nation. */
    public TestNode province(String region, String suite, String... properties) {
        TestNode province = node("province", region, indexKey, suite, properties);
        join(province);
        return province;
    }

    public TestNode node(String role, String region, Path key, String suite, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--tongmai.role=" + role,
                "--tongmai.region=" + region,
                "--tongmai.exchange.suite=" + suite,
                "--tongmai.exchange.port=" + freePort(),
                "--tongmai.exchange.follow=200ms",
                "--tongmai.exchange.index-key=" + key,
                "--tongmai.intake.mllp-port=-1"));
        arguments.addAll(List.of(properties));
        TestNode node = TestNode.start(arguments.toArray(String[]::new));
        all.add(node);
        return node;
    }

    /** Both operators compare the card of the other side. */
    public void join(TestNode province) {
        ExchangeNode its = province.bean(ExchangeNode.class);
        ExchangeNode ours = nation.bean(ExchangeNode.class);
        nation.bean(Nodes.class).admit(its.signedCard(), its.card().fingerprint());
        province.bean(Nodes.class).follow(ours.signedCard(), ours.card().fingerprint(), "test");
        until(() -> province.bean(Registry.class).version()
                == nation.bean(Registry.class).version());
    }

    /** Returns when a province has told the nation all it has. */
    public void settle(TestNode province) {
        province.settle();
        IndexFeed feed = feed(province);
        until(() -> {
            feed.work();
            return feed.lag().nothing();
        });
    }

    static IndexFeed feed(TestNode province) {
        return java.util.Objects.requireNonNull(
                province.bean(ProvinceIndex.class).feed());
    }

    static PseudonymKey key(TestNode province) {
        return java.util.Objects.requireNonNull(
                province.bean(ProvinceIndex.class).key());
    }

    /** Waits for what other threads do. */
    public static void until(BooleanSupplier there) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come about within " + LIMIT);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        all.reversed().forEach(TestNode::close);
    }
}
