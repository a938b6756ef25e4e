package org.tongmai.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.tongmai.Tongmai;
import org.tongmai.intake.Background;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.node.DataDirectory;
import org.tongmai.node.NodeDatabase;
import org.tongmai.node.NodeSettings;
import org.tongmai.node.NodeSettings.Role;

/** A node that runs in this process: data directory held, database up, application answering. */
final class Serving implements AutoCloseable {

    /** Settings of this node, beside its data. */
    static final String SETTINGS = "tongmai.properties";

    private final DataDirectory directory;
    private final NodeDatabase database;
    private final ConfigurableApplicationContext application;
    private final String url;

    private Serving(
            DataDirectory directory, NodeDatabase database, ConfigurableApplicationContext application, String url) {
        this.directory = directory;
        this.database = database;
        this.application = application;
        this.url = url;
    }

    /**
     * Starts a node and returns once it answers. It ends with the process, or when closed.
     *
     * @throws Problem {@code node.data-directory-held}, {@code node.port-taken} and whatever stops a capability
     */
    static Serving start(NodeSettings settings) {
        return start(settings, List.of());
    }

    /** The same, with further properties, such as {@code --tongmai.onboarding.sandbox=true}. */
    static Serving start(NodeSettings settings, List<String> further) {
        DataDirectory directory = DataDirectory.hold(settings.data(), Clock.systemUTC());
        try {
            requireFree(settings.address(), settings.port(), "--port");
            if (settings.exchangePort() > 0) {
                requireFree(settings.address(), settings.exchangePort(), "--exchange-port (-1 for none)");
            }
            if (settings.mllpPort() > 0 && settings.role() == Role.PROVINCE) {
                requireFree(settings.address(), settings.mllpPort(), "--mllp-port (-1 for none)");
            }
            NodeDatabase database = settings.database() == null
                    ? NodeDatabase.embedded(directory)
                    : NodeDatabase.external(settings.database());
            return start(settings, directory, database, further);
        } catch (RuntimeException failure) {
            directory.close();
            throw failure;
        }
    }

    private static Serving start(
            NodeSettings settings, DataDirectory directory, NodeDatabase database, List<String> further) {
        // A connection that was used a moment ago is not asked whether it lives.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "5000");
        // After the application context is closed, however the process is asked to end.
        SpringApplication.getShutdownHandlers().add(() -> {
            database.close();
            directory.close();
        });
        SpringApplication spring = new SpringApplication(Tongmai.class);
        spring.setLogStartupInfo(false);
        spring.addInitializers(
                context -> context.addBeanFactoryPostProcessor(new SettingsCheck(context.getEnvironment())));
        spring.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean(
                        JdbcConnectionDetails.class,
                        () -> database,
                        definition -> definition.setDestroyMethodName("")));
        try {
            ConfigurableApplicationContext application = spring.run(properties(settings, directory, further));
            String port = application.getEnvironment().getRequiredProperty("local.server.port");
            String url = "http://" + host(settings.address()) + ":" + port;
            directory.announce(url);
            return new Serving(directory, database, application, url);
        } catch (RuntimeException failure) {
            database.close();
            Problem setting = Exit.known(failure) instanceof Problem ? null : SettingsCheck.wrongValue(failure);
            throw setting == null ? failure : setting;
        }
    }

    /** What the application is told; names that start with {@code tongmai} are ours. */
    private static String[] properties(NodeSettings settings, DataDirectory directory, List<String> further) {
        List<String> properties = new ArrayList<>();
        properties.add("--server.address=" + settings.address());
        properties.add("--server.port=" + settings.port());
        properties.add("--spring.config.additional-location=optional:"
                + directory.root().resolve(SETTINGS).toUri());
        properties.add("--tongmai.data=" + directory.root());
        properties.add("--tongmai.role=" + settings.role().name().toLowerCase(Locale.ROOT));
        properties.add("--tongmai.region=" + settings.region());
        properties.add("--tongmai.auth=" + settings.auth().name().toLowerCase(Locale.ROOT));
        properties.add("--tongmai.intake.mllp-address=" + settings.address());
        properties.add("--tongmai.intake.mllp-port=" + (settings.role() == Role.NATION ? -1 : settings.mllpPort()));
        properties.add("--tongmai.exchange.port=" + settings.exchangePort());
        properties.addAll(further);
        return properties.toArray(String[]::new);
    }

    String url() {
        return url;
    }

    NodeDatabase database() {
        return database;
    }

    /** The port of HL7 v2; nothing where it is not listened for. */
    Optional<Integer> mllpPort() {
        return application.getBean(Background.class).mllpPort();
    }

    <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    /** Answers what is being asked, then stops the application, the database, and gives the directory free. */
    @Override
    public void close() {
        application.close();
        database.close();
        directory.close();
    }

    /** Fails at once rather than after the database is up. */
    private static void requireFree(String address, int port, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException taken) {
            throw new Problem(
                    Kind.CONFLICT,
                    "node.port-taken",
                    "Port " + port + " at " + address + " cannot be used.",
                    String.valueOf(taken.getMessage()),
                    "Stop what listens there (ss -ltnp shows it), or choose another one with " + option + ".");
        }
    }

    private static String host(String address) {
        try {
            InetAddress resolved = InetAddress.getByName(address);
            if (resolved.isAnyLocalAddress()) {
                return InetAddress.getLocalHost().getHostName();
            }
        } catch (IOException unresolvable) {
            return address;
        }
        return address.contains(":") ? "[" + address + "]" : address;
    }
}
