package org.tongmai.store;

import java.time.Clock;
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
