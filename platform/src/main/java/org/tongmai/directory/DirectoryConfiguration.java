package org.tongmai.directory;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.store.Feed;

/** Puts the directory together. */
@Configuration(proxyBeanMethods = false)
class DirectoryConfiguration {

    @Bean(initMethod = "start")
    Directory directory(JdbcClient database, PlatformTransactionManager transactions, Feed feed) {
        var transaction = new TransactionTemplate(transactions);
        return Directory.on(database, transaction, feed);
    }

    @Bean
    DirectoryRoutes directoryRoutes(Directory directory, Clock clock) {
        return new DirectoryRoutes(directory, clock);
    }
}
