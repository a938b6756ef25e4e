package org.tongmai.store;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the store together. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    @DependsOnDatabaseInitialization
    Store store(DataSource database, Clock clock) {
        return Store.on(database, clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Reindexing reindexing(Store store) {
        return store.reindexing();
    }

    /** Up even where re-indexing failed: queries decide on bodies until an operator lets it go on. */
    @Bean
    HealthIndicator reindexHealth(Reindexing reindexing) {
        return () -> {
            Map<Reindexing.State, Long> states = reindexing.all().stream()
                    .collect(Collectors.groupingBy(Reindexing.Standing::state, Collectors.counting()));
            Health.Builder health = Health.up();
            for (Reindexing.State state : Reindexing.State.values()) {
                health.withDetail(state.name().toLowerCase(Locale.ROOT), states.getOrDefault(state, 0L));
            }
            return health.build();
        };
    }

    /** Up even where changes are parked: the node serves, and the number is for whoever looks after it. */
    @Bean
    HealthIndicator feedHealth(Store store) {
        return () -> Health.up().withDetail("parked", store.feed().parked()).build();
    }

    @Bean(destroyMethod = "")
    Feed feed(Store store) {
        return store.feed();
    }
}
