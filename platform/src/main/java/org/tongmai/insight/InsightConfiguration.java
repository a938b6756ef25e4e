package org.tongmai.insight;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Research;
import org.tongmai.directory.Directory;
import org.tongmai.kernel.Rounds;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.store.Store;

/** Puts insight together. */
@Configuration(proxyBeanMethods = false)
class InsightConfiguration {

    /** How often it is looked for projects to be read. */
    private static final Duration EVERY = Duration.ofSeconds(1);

    @Bean
    ProjectStore projectStore(JdbcClient jdbc) {
        return new ProjectStore(jdbc);
    }

    @Bean
    RowStore projectRows(JdbcClient jdbc, DataSource database, PlatformTransactionManager transactions) {
        return new RowStore(jdbc, database, new TransactionTemplate(transactions));
    }

    @Bean
    Finding projectFinding(RowStore rows) {
        return new Finding(rows);
    }

    @Bean
    Keys projectKeys(Environment environment) {
        Path data = Path.of(environment.getProperty("tongmai.data", ".tongmai"));
        Suite suite = Suite.of(environment.getProperty("tongmai.access.suite", "national"))
                .orElseThrow();
        return new Keys(data.resolve("secrets"), suite);
    }

    @Bean
    Projects projects(
            ProjectStore store,
            Finding finding,
            Store facts,
            Keys keys,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Projects(
                store,
                finding,
                new Release(finding),
                facts.extraction(),
                keys,
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    Extracting projectExtracting(
            ProjectStore store,
            RowStore rows,
            Finding finding,
            Store facts,
            Research research,
            Directory directory,
            Keys keys,
            Clock clock) {
        String holder = UUID.randomUUID().toString();
        return new Extracting(store, rows, finding, facts.extraction(), research, directory, keys, clock, holder);
    }

    @Bean
    Rounds insightRounds(Extracting extracting) {
        return new Rounds("insight", EVERY, extracting::round);
    }
}
