export default {
  demo: 'Demo data',
  missingText: 'The address is wrong, or this page is outside what you may see.',
  toWorkbench: 'Back to the workbench',
}
