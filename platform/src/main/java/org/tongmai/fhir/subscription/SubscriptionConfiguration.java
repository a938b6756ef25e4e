package org.tongmai.fhir.subscription;

import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Access;
import org.tongmai.access.Looks;
import org.tongmai.access.Standing;
import org.tongmai.fhir.Operation;
import org.tongmai.store.Store;

/** Puts subscriptions together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SubscriptionSettings.class)
class SubscriptionConfiguration {

    /** How long a subscription waits for a connection to its host before others have their turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Bean
    @DependsOnDatabaseInitialization
    SubscriptionStore subscriptionStore(JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new SubscriptionStore(jdbc, new TransactionTemplate(transactions));
    }

    @Bean
    @DependsOnDatabaseInitialization
    NotificationStore notificationStore(DataSource database, JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new NotificationStore(database, jdbc, new TransactionTemplate(transactions));
    }

    @Bean
    Topics topics(SubscriptionSettings settings, Store store) {
        return new Topics(settings.topics(), store::matcher);
    }

    @Bean
    Networks networks(SubscriptionSettings settings) {
        return new Networks(settings.networks().values());
    }

    @Bean
    News subscriptionNews() {
        return new News();
    }

    @Bean
    Changes subscriptionChanges(
            Store store,
            SubscriptionStore subscriptions,
            NotificationStore queues,
            Topics topics,
            Clock clock,
            News news) {
        return new Changes(store, subscriptions, queues, topics, clock, news::tell);
    }

    @Bean
    Sending sending(Networks networks, SubscriptionSettings settings, Clock clock) {
        var hosts = new Hosts(settings.ofHost(), PATIENCE, clock);
        return new Sending(networks, settings.connect(), settings.answer(), hosts);
    }

    @Bean
    Notifications notifications(SubscriptionSettings settings) {
        return new Notifications(settings.base());
    }

    @Bean
    Delivery delivery(
            SubscriptionStore subscriptions,
            NotificationStore queues,
            Store store,
            Standing standing,
            Looks looks,
            Sending sending,
            Notifications notifications,
            Changes changes,
            SubscriptionSettings settings,
            Environment environment,
            Clock clock) {
        boolean open = environment.getProperty("tongmai.auth", "required").equals("none");
        return new Delivery(
                subscriptions,
                queues,
                store,
                standing,
                looks,
                sending,
                notifications,
                changes,
                settings.giveUp(),
                open,
                clock);
    }

    @Bean
    Dispatcher dispatcher(
            SubscriptionStore subscriptions,
            NotificationStore queues,
            Delivery delivery,
            Sending sending,
            Topics topics,
            SubscriptionSettings settings,
            News news) {
        var dispatcher = new Dispatcher(
                subscriptions, queues, delivery, sending, topics, settings.keep(), settings.connections());
        news.listener(dispatcher::wake);
        return dispatcher;
    }

    @Bean
    Operation subscriptionStatus(
            Store store,
            Access access,
            Looks looks,
            SubscriptionStore subscriptions,
            NotificationStore queues,
            Notifications notifications,
            Clock clock) {
        return new SubscriptionOperation(false, store, access, looks, subscriptions, queues, notifications, clock);
    }

    @Bean
    Operation subscriptionEvents(
            Store store,
            Access access,
            Looks looks,
            SubscriptionStore subscriptions,
            NotificationStore queues,
            Notifications notifications,
            Clock clock) {
        return new SubscriptionOperation(true, store, access, looks, subscriptions, queues, notifications, clock);
    }

    @Bean
    SubscriptionRoutes subscriptionRoutes(SubscriptionStore subscriptions, NotificationStore queues, Changes changes) {
        return new SubscriptionRoutes(subscriptions, queues, changes);
    }

    @Bean
    SmartInitializingSingleton subscriptionStart(Changes changes) {
        return changes::start;
    }
}
