package org.tongmai.exchange;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.tongmai.access.Category;
import org.tongmai.exchange.RegistryEntry.Kind;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.PrivateFiles;

/** This node among the others: its port, its card, and what it does beside requests. */
public final class ExchangeNode implements SmartLifecycle {

    /** In the data directory: the card of the last start, for {@code tongmai node show}. */
    public static final String CARD = "exchange-card";

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeNode.class);
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(15);

    private final Parts parts;
    private final Map<String, Service> services;
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable ExchangeServer server;
    private volatile boolean running;

    /**
     * What it is made of.
     *
     * @param index of a province that has the index key; null else
     * @param following of a province; null at the nation
     */
    record Parts(
            String id,
            boolean nation,
            ExchangeSettings settings,
            String address,
            Path data,
            NodeKeys keys,
            Registry registry,
            Nodes nodes,
            Messages messages,
            ExchangeClient client,
            @Nullable IndexFeed index,
            @Nullable Following following,
            Supplier<String> name) {}

    ExchangeNode(Parts parts, Map<String, Service> services) {
        this.parts = parts;
        this.services = services;
    }

    /** Something done again and again; true where there may be more at once. */
    private interface Round {
        boolean go();
    }

    @Override
    public synchronized void start() {
        running = true;
        if (parts.settings().port() >= 0) {
            ExchangeServer open = ExchangeServer.open(
                    new InetSocketAddress(parts.address(), parts.settings().port()),
                    parts.keys().tls().context(Trust.anyClient()),
                    parts.messages(),
                    services);
            server = open;
            PrivateFiles.write(parts.data().resolve(CARD), (signedCard() + "\n").getBytes(StandardCharsets.US_ASCII));
            LOG.info("Other nodes speak to {} on port {}", parts.id(), open.port());
        }
        if (parts.nation()) {
            publishOwn();
        }
        every("forget", Duration.ofMinutes(1), () -> {
            parts.messages().forget();
            return false;
        });
        Following following = parts.following();
        IndexFeed index = parts.index();
        if (following != null) {
            every("follow", parts.settings().follow(), () -> following.round(this));
        }
        if (index != null) {
            index.start();
            every("index", ROUND, index::work);
            every("tell", ROUND, () -> parts.registry().node(parts.id()).isPresent() && index.tell());
        }
    }

    private void publishOwn() {
        if (server != null) {
            parts.nodes().publish(card());
        }
        service("registry", "/exchange/registry", "signed feed of nodes, institutions, services and catalogue");
        service("index", NationIndex.WHERE, "which provinces have records of a person");
        service("record", "/exchange/record", "records of a person, as the province that has them decides");
        Map<String, Object> kinds = new LinkedHashMap<>();
        for (Category each : Category.values()) {
            kinds.put(
                    each.word(),
                    Map.of(
                            "words",
                            each.words(),
                            "types",
                            each.types().stream().sorted().toList()));
        }
        parts.registry()
                .append(Kind.CATALOGUE, "records", kinds, parts.registry().now(), null, false);
    }

    private void service(String id, String path, String does) {
        parts.registry()
                .append(
                        Kind.SERVICE,
                        id,
                        Map.of("path", path, "does", does),
                        parts.registry().now(),
                        null,
                        false);
    }

    /** What this node says of itself; its port has to be open. */
    NodeCard card() {
        ExchangeServer open = server;
        String written = parts.settings().endpoint();
        String endpoint = written != null
                ? written.replaceFirst("/+$", "")
                : "https://" + parts.address() + ":" + (open == null ? 0 : open.port());
        return new NodeCard(
                parts.id(),
                parts.name().get(),
                endpoint,
                parts.keys().suite().word(),
                parts.keys().keyId(),
                parts.keys().publicKey(),
                parts.keys().certificate());
    }

    String signedCard() {
        return parts.keys().sign(NodeCard.TYPE, card().content());
    }

    /** The port on which other nodes speak; nothing where they do not. */
    public Optional<Integer> port() {
        return Optional.ofNullable(server).map(ExchangeServer::port);
    }

    private void every(String name, Duration pause, Round round) {
        threads.add(Thread.ofVirtual().name("exchange-" + name).start(() -> {
            Duration wait = pause;
            while (running) {
                try {
                    while (running && round.go()) {
                        wait = pause;
                    }
                    wait = pause;
                } catch (Problem away) {
                    LOG.debug("exchange-{}: {}", name, away.code());
                    wait = longer(wait);
                } catch (RuntimeException failure) {
                    if (running) {
                        LOG.warn("exchange-{} failed and tries again: {}", name, Faults.outline(failure));
                    }
                    wait = longer(wait);
                }
                if (!pause(wait)) {
                    return;
                }
            }
        }));
    }

    private static Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : twice;
    }

    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        ExchangeServer open = server;
        if (open != null) {
            open.close();
            server = null;
        }
        parts.client().close();
        threads.forEach(Thread::interrupt);
        threads.forEach(thread -> {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
