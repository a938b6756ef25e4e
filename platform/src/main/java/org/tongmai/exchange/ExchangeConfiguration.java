package org.tongmai.exchange;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.function.SingletonSupplier;
import org.tongmai.access.Abroad;
import org.tongmai.access.Access;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Looks;
import org.tongmai.access.Subjects;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Region;
import org.tongmai.kernel.RegionCode;
import org.tongmai.kernel.crypto.KeyFile;
import org.tongmai.kernel.crypto.PrivateFiles;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.kernel.crypto.TlsIdentity;
import org.tongmai.person.Persons;
import org.tongmai.store.Store;

/** Puts the exchange between nodes together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ExchangeSettings.class)
class ExchangeConfiguration {

    private static final int SECRET_BYTES = 32;

    private static final String NATION_NAME = "国家平台";

    /** Whether this is the nation, and how other nodes call it. */
    record Standing(boolean nation, String id, Path data, String address) {

        static Standing of(Environment environment) {
            boolean nation = environment.getProperty("tongmai.role", "province").equals("nation");
            return new Standing(
                    nation,
                    nation ? NodeCard.NATION : environment.getProperty("tongmai.region", "330000"),
                    Path.of(environment.getProperty("tongmai.data", ".tongmai")),
                    environment.getProperty("server.address", "127.0.0.1"));
        }

        Path secrets() {
            return data.resolve("secrets");
        }

        /** What operators read: as they called the node, or as its region is called. */
        String name(ExchangeSettings settings, Directory directory, Clock clock) {
            String name = settings.name();
            if (name != null) {
                return name;
            }
            return nation
                    ? NATION_NAME
                    : RegionCode.find(id)
                            .flatMap(code -> directory.region(code, LocalDate.now(clock)))
                            .map(Region::name)
                            .orElse(id);
        }
    }

    /** Keys of a node in its directory. */
    static NodeKeys keys(JdbcClient jdbc, Suite suite, String id, Path secrets, Clock clock) {
        return new NodeKeys(
                jdbc,
                suite,
                SingletonSupplier.of(
                        () -> KeyFile.in(secrets.resolve("exchange-" + suite.word() + ".p12"), suite, clock)),
                SingletonSupplier.of(() -> TlsIdentity.in(secrets.resolve("exchange-tls.p12"), "tongmai " + id, clock)),
                clock);
    }

    @Bean
    NodeKeys exchangeKeys(ExchangeSettings settings, Environment environment, JdbcClient jdbc, Clock clock) {
        Standing standing = Standing.of(environment);
        return keys(jdbc, Suite.of(settings.suite()).orElseThrow(), standing.id(), standing.secrets(), clock);
    }

    @Bean
    Registry exchangeRegistry(JdbcClient jdbc, NodeKeys keys, PlatformTransactionManager transactions, Clock clock) {
        return new Registry(new RegistryStore(jdbc), keys, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Nodes exchangeNodes(Registry registry, Environment environment) {
        return new Nodes(registry, Standing.of(environment).nation());
    }

    @Bean
    ReceiptStore exchangeReceipts(JdbcClient jdbc) {
        return new ReceiptStore(jdbc);
    }

    @Bean
    Messages exchangeMessages(
            Environment environment,
            NodeKeys keys,
            Registry registry,
            ReceiptStore receipts,
            ExchangeSettings settings,
            Clock clock) {
        return new Messages(Standing.of(environment).id(), keys, registry, receipts, settings.skew(), clock);
    }

    @Bean(destroyMethod = "")
    ExchangeClient exchangeClient(Messages messages, NodeKeys keys, Registry registry, ReceiptStore receipts) {
        return new ExchangeClient(messages, keys, registry, receipts);
    }

    @Bean
    NationIndex nationIndex(
            JdbcClient jdbc, DataSource database, PlatformTransactionManager transactions, Clock clock) {
        return new NationIndex(new NationStore(jdbc, database), new TransactionTemplate(transactions), clock);
    }

    /** What a province with the index key does beside; a node without it finds nobody elsewhere and is not found. */
    @Bean
    ProvinceIndex provinceIndex(
            Environment environment,
            ExchangeSettings settings,
            JdbcClient jdbc,
            Store store,
            Persons persons,
            ExchangeClient client,
            PlatformTransactionManager transactions,
            DataSource database) {
        Standing standing = Standing.of(environment);
        if (standing.nation()) {
            return ProvinceIndex.NONE;
        }
        Path file = settings.indexKey() == null
                ? standing.secrets().resolve(PseudonymKey.FILE)
                : Path.of(settings.indexKey());
        return PseudonymKey.in(file)
                .map(key -> {
                    byte[] secret =
                            PrivateFiles.random(standing.secrets().resolve("exchange-handle-key"), SECRET_BYTES);
                    IndexFeed feed = new IndexFeed(
                            new EntryStore(jdbc),
                            new IndexEntries(store, persons, key, secret),
                            key,
                            store,
                            persons,
                            client,
                            new TransactionTemplate(transactions),
                            new IndexRebuild(
                                    new EntryStore(jdbc),
                                    store,
                                    client,
                                    new TransactionTemplate(transactions),
                                    database));
                    return new ProvinceIndex(feed, key);
                })
                .orElse(ProvinceIndex.NONE);
    }

    @Bean
    ExchangeNode exchangeNode(
            Environment environment,
            ExchangeSettings settings,
            NodeKeys keys,
            Registry registry,
            Nodes nodes,
            Messages messages,
            ExchangeClient client,
            ReceiptStore receipts,
            Directory directory,
            NationIndex nationIndex,
            ProvinceIndex provinceIndex,
            Store store,
            Persons persons,
            Abroad abroad,
            Looks looks,
            InstitutionNames institutions,
            Clock clock) {
        Standing standing = Standing.of(environment);
        institutions.alsoAsk(registry::institution);
        Map<String, Service> services =
                new LinkedHashMap<>(new Answers(registry, nodes, messages).services(standing.nation()));
        if (standing.nation()) {
            services.put(NationIndex.UPDATE, (Service.Whole) nationIndex::update);
            services.put(NationIndex.STATE, (Service.Whole) nationIndex::state);
            services.put(NationIndex.WHERE, (Service.Whole) nationIndex::where);
        }
        Following following = standing.nation()
                ? null
                : new Following(standing.id(), registry, messages, client, receipts, directory);
        Recognised recognised = provinceIndex.recognised(persons);
        if (recognised != null) {
            RecordGiver giver = new RecordGiver(
                    store,
                    abroad,
                    looks,
                    institutions,
                    registry,
                    recognised,
                    settings.residents(),
                    following == null ? () -> {} : following::catchUp);
            services.put(RecordGiver.RECORD, (Service.Streamed) giver::record);
            services.put(RecordGiver.ASK, (Service.Whole) giver::ask);
        }
        return new ExchangeNode(
                new ExchangeNode.Parts(
                        standing.id(),
                        standing.nation(),
                        settings,
                        standing.address(),
                        standing.data(),
                        keys,
                        registry,
                        nodes,
                        messages,
                        client,
                        provinceIndex.feed(),
                        following,
                        () -> standing.name(settings, directory, clock)),
                services);
    }

    @Bean
    CrossRecord crossRecord(
            Environment environment,
            ExchangeSettings settings,
            Registry registry,
            ExchangeClient client,
            ProvinceIndex provinceIndex,
            Persons persons,
            Access access,
            Looks looks,
            Subjects subjects) {
        return new CrossRecord(
                Standing.of(environment).id(),
                registry,
                client,
                provinceIndex.recognised(persons),
                access,
                looks,
                subjects,
                settings.answer());
    }

    @Bean
    CrossRoutes crossRoutes(CrossRecord records) {
        return new CrossRoutes(records);
    }

    @Bean
    NodeRoutes nodeRoutes(
            ExchangeNode node,
            Environment environment,
            Registry registry,
            Nodes nodes,
            ReceiptStore receipts,
            NationIndex nationIndex,
            ProvinceIndex provinceIndex,
            Clock clock) {
        return new NodeRoutes(
                node, Standing.of(environment).nation(), registry, nodes, receipts, nationIndex, provinceIndex, clock);
    }
}
