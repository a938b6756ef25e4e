package org.tongmai.node;

import org.flywaydb.core.api.callback.Callback;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What one running node adds to the application: migrations that are verified as they run. */
@Configuration(proxyBeanMethods = false)
class NodeConfiguration {

    @Bean
    Callback migrationCheck() {
        return new MigrationCheck();
    }

    @Bean
    FlywayMigrationStrategy migrationStrategy() {
        return MigrationCheck::migrate;
    }
}
