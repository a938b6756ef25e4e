import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.HibernatePropertiesProvider;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.jpa.provider.IJpaSystemProvider;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.match.config.SubscriptionProcessorConfig;
import ca.uhn.fhir.jpa.subscription.match.deliver.email.IEmailSender;
import ca.uhn.fhir.jpa.subscription.submit.config.SubscriptionSubmitterConfig;
import ca.uhn.fhir.narrative2.NullNarrativeGenerator;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Files;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.hibernate.dialect.Dialect;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * HAPI FHIR JPA with the settings of its starter project (default R4 search parameters, Hibernate Search off), for a comparison.
 *
 * <p>usage: {@code java -cp 'LIB/*' HapiServer.java PORT JDBC-URL USER PASSWORD}
 */
public final class HapiServer {

    private HapiServer() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("jdbc.url", args[1]);
        System.setProperty("jdbc.user", args[2]);
        System.setProperty("jdbc.password", args[3]);
        var spring = new AnnotationConfigApplicationContext();
        spring.setAllowCircularReferences(true);
        spring.register(Settings.class);
        spring.refresh();
        var tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("hapi").toString());
        tomcat.setPort(Integer.parseInt(args[0]));
        tomcat.getConnector().setProperty("relaxedQueryChars", "|");
        tomcat.getConnector().setMaxPostSize(-1);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "fhir", spring.getBean(RestfulServer.class)).setLoadOnStartup(1);
        context.addServletMappingDecoded("/fhir/*", "fhir");
        tomcat.start();
        System.out.println("listening on " + args[0]);
        tomcat.getServer().await();
    }

    @Configuration
    @Import({
        JpaR4Config.class,
        HapiJpaConfig.class,
        JpaBatch2Config.class,
        Batch2JobsConfig.class,
        ThreadPoolFactoryConfig.class,
        SubscriptionSubmitterConfig.class,
        SubscriptionProcessorConfig.class,
        SubscriptionChannelConfig.class
    })
    public static class Settings {

        @Bean
        public JpaStorageSettings storageSettings() {
            var settings = new JpaStorageSettings();
            settings.setAllowInlineMatchUrlReferences(true);
            settings.setAllowContainsSearches(true);
            settings.setIndexMissingFields(StorageSettings.IndexEnabledEnum.DISABLED);
            settings.setReuseCachedSearchResultsForMillis(60_000L);
            settings.setExpireSearchResultsAfterMillis(60 * 60 * 1_000L);
            settings.setExpungeEnabled(true);
            settings.setFilterParameterEnabled(true);
            settings.setHibernateSearchIndexSearchParams(false);
            settings.setHibernateSearchIndexFullText(false);
            return settings;
        }

        @Bean
        public PartitionSettings partitionSettings() {
            return new PartitionSettings();
        }

        @Bean
        public SubscriptionSettings subscriptionSettings() {
            return new SubscriptionSettings();
        }

        @Bean
        public IEmailSender emailSender() {
            return details -> {};
        }

        @Bean
        public DataSource dataSource() {
            var pool = new HikariConfig();
            pool.setJdbcUrl(System.getProperty("jdbc.url"));
            pool.setUsername(System.getProperty("jdbc.user"));
            pool.setPassword(System.getProperty("jdbc.password"));
            pool.setMaximumPoolSize(32);
            return new HikariDataSource(pool);
        }

        @Bean
        @Primary
        public HibernatePropertiesProvider hibernateProperties(DataSource dataSource) {
            return new HibernatePropertiesProvider() {
                @Override
                public Dialect getDialect() {
                    return new HapiFhirPostgresDialect();
                }

                @Override
                public DataSource getDataSource() {
                    return dataSource;
                }
            };
        }

        @Bean
        @Primary
        public LocalContainerEntityManagerFactoryBean entityManagerFactory(
                ConfigurableListableBeanFactory beans,
                FhirContext fhir,
                JpaStorageSettings settings,
                DataSource dataSource) {
            var factory = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhir, settings);
            factory.setPersistenceUnitName("HAPI_PU");
            factory.setDataSource(dataSource);
            var properties = new Properties();
            properties.put("hibernate.dialect", HapiFhirPostgresDialect.class.getName());
            properties.put("hibernate.hbm2ddl.auto", "update");
            properties.put("hibernate.jdbc.batch_size", "20");
            properties.put("hibernate.format_sql", "false");
            properties.put("hibernate.show_sql", "false");
            properties.put("hibernate.cache.use_query_cache", "false");
            properties.put("hibernate.cache.use_second_level_cache", "false");
            properties.put("hibernate.cache.use_structured_entries", "false");
            properties.put("hibernate.cache.use_minimal_puts", "false");
            properties.put("hibernate.search.enabled", "false");
            factory.setJpaProperties(properties);
            return factory;
        }

        @Bean
        @Primary
        public JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }

        @Bean
        public RestfulServer restfulServer(
                FhirContext fhir,
                IFhirSystemDao<?, ?> system,
                IJpaSystemProvider systemProvider,
                ResourceProviderFactory providers,
                JpaStorageSettings settings,
                ISearchParamRegistry parameters,
                IValidationSupport validation,
                DatabaseBackedPagingProvider paging) {
            fhir.setNarrativeGenerator(new NullNarrativeGenerator());
            var server = new RestfulServer(fhir);
            server.registerProviders(providers.createProviders());
            server.registerProvider(systemProvider);
            server.setServerConformanceProvider(
                    new JpaCapabilityStatementProvider(server, system, settings, parameters, validation));
            paging.setDefaultPageSize(20);
            paging.setMaximumPageSize(500);
            server.setPagingProvider(paging);
            server.setDefaultPrettyPrint(false);
            return server;
        }
    }
}
