using StageSurveys.Web.Hosting;

return await WebHost.RunAsync(args);

/// <summary>The entry point; public so that tests can start the whole application.</summary>
public partial class Program;
